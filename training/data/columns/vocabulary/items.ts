import { CODES, THINGS } from './ids.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Columns of an items file, and the words for them in exports. */
export const ITEM_WORDS: Vocabulary<
  | 'id'
  | 'title'
  | 'categories'
  | 'description'
  | 'url'
  | 'image'
  | 'price'
  | 'currency'
  | 'availability'
  | 'status'
  | 'parent'
> = {
  // A bare `product` or `movie` beside an id is a title.
  id: {
    required: true,
    ids: ['item', ...THINGS],
    codes: CODES,
    bare: false,
    last: `item ${THINGS.join(' ')} code codigo codice reference ref referencia numero`,
  },
  title: {
    names: `title name product_title product_name item_title item_name movie_title book_title
      original_title track_name track_title song_title song_name artist_name album_name album_title
      game_name game_title app_name prod_name article_name article_title headline display_name
      product_display_name post_title page_title course_title recipe_name business_name label titel
      bezeichnung produktname artikelname artikelbezeichnung titre nom nombre titulo titolo nome naam libelle
      nombre_del_producto nombre_producto nome_prodotto nome_do_produto nom_du_produit
      designation product item movie book game track song artist article artikel produkt producto
      produit`,
  },
  categories: {
    names: `categories category product_categories product_category item_category category_path
      category_name genres genre product_type product_types google_product_category taxonomy
      taxonomies hierarchical_categories collections collection category_code main_category main_cat
      category_full product_type_name product_group product_group_name department departments aisle
      section sections class classes topics topic subjects subject breadcrumb
      breadcrumbs kategorie kategorien warengruppe categoria categorias categorie rubrik rubrique
      product_category_tree category_tree product_cat primary_category primary_genre track_genre book_genre
      movie_genre playlist_genre familia famille famiglia group sub_category type`,
  },
  description: {
    names: `description body_html body product_description item_description long_description
      full_description desc detail_desc description_html overview content text post_content
      beschreibung produktbeschreibung descripcion descrizione descricao omschrijving synopsis
      abstract plot about summary short_description excerpt`,
  },
  url: {
    names: `url link product_url item_url page_url permalink product_link canonical_url canonical
      href website web_url web_page page imdb_url lien enlace`,
  },
  image: {
    names: `image image_url image_link img img_url image_src picture picture_url photo photo_url
      main_image main_image_url base_image product_image_url featured_image thumbnail thumbnail_url thumb images pictures photos
      image_urls cover cover_url cover_image poster poster_url im_url image_url_l image_url_m
      image_url_high_res header_image bild bild_url imagen foto`,
  },
  price: {
    names: `price current_price variant_price product_price item_price price_amount price_value
      retail_price regular_price list_price sale_price selling_price unit_price original_price
      final_price discounted_price amount preis verkaufspreis vk_preis vk bruttopreis preis_brutto endpreis
      precio prix prezzo prijs preco price_usd price_eur price_gbp standard_price base_price prix_ttc
      prix_vente pvp precio_venta`,
  },
  currency: {
    names: `currency currency_code price_currency price_currency_code waehrung wahrung moneda devise
      valuta`,
  },
  availability: {
    names: `availability availability_status in_stock is_in_stock stock_status available is_available
      stock_availability verfugbarkeit verfuegbarkeit disponibilidad disponibilite disponibilita`,
  },
  status: {
    names: `status product_status publish_status published is_published published_on_online_store product_online is_online draft is_draft visibility
      visibility_in_catalog catalog_visibility visible is_visible active is_active enabled aktiv sichtbar actif activo hidden archived is_archived`,
  },
  parent: { names: 'parent parent_id parent_sku item_group item_group_id variant_of master_id' },
}

/** Facts of the trade that a pack may hold beside the columns above, and the words for them. */
export const PUBLIC_WORDS: Record<string, string> = {
  brand: `brand brand_name vendor vendor_name manufacturer manufacturer_name maker marke marca marque
    hersteller fabricant fabricante produttore`,
  tags: 'tags tag keywords keyword labels tag_list product_tags schlagworte etiquetas mots_cles',
  author: 'author authors author_name book_author writer autor auteur autore',
  artist: 'artist artists artist_name performer interpret',
  director: 'director directors',
  publisher: 'publisher publishers publisher_name verlag editorial editeur',
  developer: 'developer developers',
  year: 'year release_year publication_year year_of_publication published_year jahr ano annee anno',
  language: 'language languages lang language_code sprache idioma langue lingua',
  intents: 'intents',
  summary: 'summary',
}

/** Columns whose forms in other languages are public too: `title_de`. */
export const LOCALIZED = ['title', 'categories', 'description', 'url'] as const
