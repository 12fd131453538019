/** People, the most certain first; a tier holds names of equal certainty. Each may end in an id. */
export const PEOPLE = [
  'user uid',
  `customer cust client member reviewer account person buyer shopper consumer subscriber patron player
    listener reader viewer student learner rater critic steam author_steam applicant guest donor patient
    benutzer nutzer kunde kunden besucher usuario cliente utilisateur visiteur membre utente klant
    gebruiker anvandare kund`,
  `profile visitor device cookie anonymous anon user_pseudo full_visitor distinct browser household
    experience_cloud mcvis mcvisid visid post_visid panelist`,
  `username user_name reviewer_name customer_name profile_name screen_name nickname login email
    e_mail user_email customer_email msno user_md5`,
  'session user_session visit',
]

/** Things that are one purchase. */
export const ORDERS = `order invoice transaction basket checkout receipt purchase sale ticket
  bestellung rechnung pedido commande ordine bestelling encomenda`

/** Things to recommend, as `PEOPLE`; alone, these words may also be a title. */
export const THINGS = [
  `product prod movie film book article track song game app anime manga recipe video news story course
    podcast episode show beer wine restaurant hotel business gmap place poi listing offer job
    content object prod merchandise joke art artikel
    produkt producto articulo produit prodotto articolo produto artigo artikelen`,
  'artist album',
  'post page document doc work venue property bib style ad',
]

/** Codes that name an item by themselves. */
export const CODES = [
  'parent_asin aid stock_code product_sku item_sku lineitem_sku app_id appid object_ids content_ids',
  'asin sku isbn isbn_13 isbn_10 ean upc gtin barcode mbid',
  'handle slug url_handle lineitem_handle',
  'variant variant_id variant_sku',
  'doi arxiv_id pid referenz reference referencia riferimento',
]
