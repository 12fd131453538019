import { CODES, ORDERS, PEOPLE, THINGS } from './ids.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Columns of an events file, and the words for them in exports. */
export const EVENT_WORDS: Vocabulary<
  'user' | 'item' | 'time' | 'kind' | 'value' | 'rating' | 'order' | 'review'
> = {
  user: { required: true, ids: [...PEOPLE, ORDERS] },
  item: {
    required: true,
    ids: ['item', ...THINGS],
    codes: CODES,
    last: `product_name item_name product_title item_title movie_title book_title track_name
      song_name game_name lineitem_name title url page_url link product_url name id`,
  },
  time: {
    names: `time timestamp event_timestamp event_time unix_review_time unix_time unix_timestamp epoch
      ts datetime date_time timestamp_ms ts_ms time_ms time_stamp created_at created_on created
      timestamp_created creation_time event_datetime event_created_at occurred_at original_timestamp
      server_time action_time click_time view_time visit_time played_at watched_at listened_at
      viewed_at rated_at rating_timestamp rating_time review_time review_date reviewed_at
      submitted_at posted_at posted order_time order_date order_timestamp order_purchase_timestamp
      ordered_at purchase_time purchase_date purchased_at transaction_time transaction_date
      transaction_timestamp sale_date sold_at invoice_date t_dat paid_at processed_at date_created
      date event_date day date_added added_at end_time start_time started_at date_updated updated_at
      modified_at received_at sent_at read_at zeit zeitstempel zeitpunkt datum bestelldatum fecha
      hora heure data seit bestellzeit kaufdatum orderdatetime`,
  },
  kind: {
    names: `kind event_type event_name event action action_type behavior behaviour behavior_type
      behaviour_type interaction interaction_type feedback_type activity activity_type event_kind
      event_action verb operation metric type ereignis aktion aktivitat evento
      evenement accion azione acao`,
  },
  rating: {
    names: `rating ratings score stars star overall star_rating stars_rating user_rating book_rating
      movie_rating my_rating your_rating item_rating product_rating rating_value rating_score
      review_rating review_score review_stars review_overall user_score rate grade bewertung
      puntuacion calificacion valoracion punteggio`,
  },
  value: {
    names: `value quantity qty amount units count plays play_count playcount listen_count hours
      hours_played playtime playtime_forever price price_paid total revenue total_price item_price
      unit_price lineitem_quantity lineitem_price weight watch_time duration dwell_time views
      strength menge anzahl betrag cantidad importe quantite montant`,
  },
  order: { ids: [ORDERS] },
  review: {
    names: `review review_text review_body review_content review_text_incomplete text comment
      comments content body feedback opinion`,
  },
}
