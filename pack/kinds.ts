/** A kind of event that Tacit knows. */
export interface Kind {
  name: string
  /** Weight of an event as a positive; 0: it is none. */
  weight: number
  /** Whether it says that the person does not want the item. */
  dislike?: true
  /** The kind that it takes back, of the same person and item. */
  undoes?: string
  /** Other names, in lower case, words joined by `_`; {@link kindNamed} knows more forms of each. */
  aliases: readonly string[]
}

/** A kind as manifests and data sets list it; its index there is its id. */
export interface WeightedKind {
  name: string
  weight: number
}

/**
 * The vocabulary of kinds, `view` first; every manifest carries all of them.
 *
 * The weights are defaults by convention: what costs a person more says more. They are milder than
 * those of OTTO's challenge (Kaggle 2022: clicks .1, carts .3, orders .6), since views are what most
 * data has most of. `--kinds` replaces them.
 *
 * Aliases cover Google Analytics 4 and UA, Google Retail, Meta, Shopify, WooCommerce, Magento,
 * Matomo, Segment, Klaviyo, Recombee, schema.org's actions, and the data sets RetailRocket, Yoochoose,
 * OTTO, REES46, Taobao, Criteo, Steam, Last.fm and Goodreads. Numbers as kinds (Tmall, JD) have none:
 * the same number means different things in different sets. Decisions:
 *
 * - To play, listen, watch or read is a `view`: what an item is there for, often repeated.
 * - To rent, borrow, download, install or own is a `purchase`.
 * - Goodreads' `to-read` is a `save`, its `read` and `currently-reading` are views.
 * - Every step of a checkout before the order is a `cart`.
 * - Lists, promotions and carts that are shown, and items that are skipped, are impressions.
 */
export const KINDS: readonly Kind[] = [
  kind(
    'view',
    1,
    'pageview detailview pv ipv detail visit open browse compare read play watch listen ' +
      'stream consume use currently_read ansicht ansichten gesehen angesehen seitenaufruf aufruf vue vu ' +
      'consultation consulte vista visto visualizacion visualizzazione visualizacao bekeken',
  ),
  kind(
    'click',
    1,
    'clickout clk tap select promo_click click_promotion select_promotion klick geklickt clic ' +
      'clique clicado klik',
  ),
  kind(
    'cart',
    2,
    'add addtocart cartaddition basket bag checkout checkout_cart checkout_progress ' +
      'checkout_option abandon_cart payment_info shipping_info wishlist_cart atc cartadd basketadd addcart addbasket ' +
      'warenkorb einkaufswagen panier ajout_panier carrito cesta carrello carrinho winkelwagen',
  ),
  kind(
    'purchase',
    3,
    'buy bought order transaction conversion sale payment pay paid checkout_complete ' +
      'order_checkout_complete order_paid own rent borrow download install ' +
      'kauf gekauft bestellung bestellungen bestellt achat achete commande compra comprado pedido venta acquisto ordine ordini ' +
      'venda verkauf aankoop gekocht bestelling bestellingen',
  ),
  kind(
    'save',
    2,
    'wishlist wish addtowishlist fav favorite favourite bookmark like love heart star ' +
      'upvote thumbs_up collect follow pin watchlist want want_read to_read plan_watch ' +
      'save_later interest merkliste merkzettel gemerkt favori favorito preferito ' +
      'verlanglijst deseo',
  ),
  kind('rate', 1, 'review comment bewertung bewertet evaluation valoracion valutazione avaliacao'),
  kind('share', 2, 'retweet repost sendfriend'),
  kind(
    'query',
    0,
    'search view_search search_filter filter list_filter suche recherche busqueda ricerca busca',
  ),
  kind('hide', 0, 'hidden not_interested ignore block mute dismiss ban', { dislike: true }),
  kind('dislike', 0, 'thumbs_down downvote hate', { dislike: true }),
  kind(
    'impression',
    0,
    'list_view collection_view category_view home_view promotion_view promotion_offer ' +
      'cart_view show shown display expose exposure viewport skip',
  ),
  kind('remove_from_cart', 0, 'removefromcart remove delete', { undoes: 'cart' }),
  kind('unsave', 0, 'removefromwishlist', { undoes: 'save' }),
  kind(
    'refund',
    0,
    'return cancel chargeback retoure storno erstattung remboursement reembolso devolucion rimborso',
    { undoes: 'purchase' },
  ),
]

function kind(
  name: string,
  weight: number,
  aliases: string,
  says: Pick<Kind, 'dislike' | 'undoes'> = {},
): Kind {
  return { name, weight, ...says, aliases: aliases.split(' ') }
}

/** Words that say nothing about the kind: what was acted on, by whom, where. */
const NOUNS = stems(
  'a an the to from for of in on my item product page screen content detail result event action ' +
    'track set user customer shopping catalog ecommerce app partial partially http https schema ' +
    'org shopify wc prod pdp in den die das dem der zum zur ins aus au de la le el al du des il het produkt ' +
    'produit producto prodotto produto artikel article articulo articolo',
)
/** Words that say how far an action went: an order that was placed is an order. */
const VERBS = stems(
  'add complete place submit start begin initiate enter create make gelegt hinzugefügt hinzufügen ' +
    'aufgegeben ajout ajouter ajouté passer añadir añadido agregar aggiunto adicionar adicionado toegevoegd',
)
/** Words that turn a kind into the one that undoes it. */
const OPPOSITES = stems(
  'un undo remove delete cancel refund return entfernt entfernen gelöscht supprimé retiré eliminado ' +
    'quitado rimosso removido verwijderd',
)

const BY_WORDS = new Map(
  KINDS.flatMap((kind) => [kind.name, ...kind.aliases].map((name) => [keyOf(stems(name)), kind])),
)

/**
 * The kind of a name or alias, whatever its case, separators, order of words, plural or tense:
 * `Product Added`, `addToCart` and `added_to_cart` are `cart`. Null for a name that means none.
 */
export function kindNamed(name: string): Kind | null {
  const words = stems(name)
  const verbs = without(words, NOUNS)
  const plain = without(verbs, VERBS)
  for (const some of [words, verbs, plain]) {
    const found = BY_WORDS.get(keyOf(some))
    if (found) return found
  }
  const undone = plain.size && BY_WORDS.get(keyOf(without(plain, OPPOSITES)))?.name
  const isOpposite = without(plain, OPPOSITES).size < plain.size
  return (undone && isOpposite && KINDS.find(({ undoes }) => undoes === undone)) || null
}

/**
 * The index of a kind in a list: by its name, else by what the name means, else that of `view`.
 * A list without `view` gives 0 for an unknown name.
 *
 * @param unknown the index for a name that means nothing, instead
 */
export function kindIndex(
  kinds: readonly WeightedKind[],
  name: string,
  unknown = viewIndex(kinds),
): number {
  const exact = kinds.findIndex((kind) => kind.name === name)
  if (exact >= 0) return exact
  const meant = kindNamed(name)
  if (!meant) return unknown
  const same = kinds.findIndex((kind) => kind.name === meant.name)
  const alias = same < 0 ? kinds.findIndex((kind) => kindNamed(kind.name) === meant) : same
  return alias < 0 ? unknown : alias
}

/** The index of `view`, which stands for kinds that a list does not have; 0 without one. */
export function viewIndex(kinds: readonly WeightedKind[]): number {
  return Math.max(
    0,
    kinds.findIndex(({ name }) => name === 'view'),
  )
}

/**
 * The list, followed by the kinds of the vocabulary that it lacks, with their default weights. A kind
 * under another name, such as `buy`, is not lacking.
 */
export function completeKinds(kinds: readonly WeightedKind[]): WeightedKind[] {
  const present = new Set(kinds.map(({ name }) => kindNamed(name)))
  const missing = KINDS.filter((kind) => !present.has(kind))
  return [...kinds, ...missing.map(({ name, weight }) => ({ name, weight }))]
}

/** The words of a name without case and endings: `ViewedProducts` → `view`, `product`. */
function stems(name: string): Set<string> {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1$3 $2')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(^|[^\p{L}])un(?=\p{L}{3})/gu, '$1un ')
    .split(/[^\p{L}\p{N}]+/u)
  return new Set(
    words.filter(Boolean).map((word) =>
      word
        .replace(/s$/, '')
        .replace(/(ing|ed|e)$/, '')
        .replace(/(.)\1$/, '$1')
        .replace(/y$/, 'i'),
    ),
  )
}

function without(words: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => !others.has(word)))
}

function keyOf(words: ReadonlySet<string>): string {
  return [...words].sort().join(' ')
}
