import type { AVAILABILITY, Unlisted } from '@tacit-rec/pack'
import { scalarText, structured, type Value } from './structure.ts'
import { lineOf } from './text.ts'

type Availability = (typeof AVAILABILITY)[number]

/** Words of feeds and shops without case, blanks and punctuation, and those of schema.org. */
const WORDS: Record<Availability, string> = {
  'in stock': `instock available availability yes y true t on ja oui si sí sim da да tak limited
    limitedavailability limitedstock lowstock instoreonly onlineonly madetoorder availablenow
    readytoship onhand auflager lieferbar verfügbar verfuegbar sofortlieferbar vorrätig disponible
    enstock disponibile disponível disponivel dostępny opvoorraad ilager pålager tilgængelig
    вналичии наличии 在庫あり 有货 有貨 재고있음`,
  'out of stock': `outofstock sold soldout unavailable notavailable notinstock nostock temporarilyunavailable
    temporarilyoutofstock currentlyunavailable no n false f off nein non não nao nej нет nie reserved
    oos ausverkauft vergriffen nichtverfügbar nichtlieferbar nichtvorrätig nichtauflager agotado
    sinstock nodisponible épuisé epuise indisponible rupturedestock enrupturedestock esaurito
    nondisponibile esgotado indisponível indisponivel niedostępny nietopvoorraad uitverkocht slutsåld
    udsolgt нетвналичии 在庫なし 売り切れ 缺货 售罄 품절`,
  preorder: `preorder presale comingsoon vorbestellbar vorbestellung précommande precommande
    preventa prenotabile предзаказ 予約`,
  backorder: 'backorder backordered onbackorder availableonbackorder nachbestellt surcommande',
  discontinued: `discontinued endoflife eol nolongeravailable nolongersold eingestellt
    discontinuado descatalogado`,
}

const BY_WORD = new Map(
  Object.entries(WORDS).flatMap(([ours, list]) =>
    list
      .trim()
      .split(/\s+/)
      .map((word) => [word, ours as Availability] as const),
  ),
)

const COUNT =
  /^(?:only|just|still|noch|nur noch|encore|plus que|stock|qty|quantity|bestand|[<>≥≤])?:?\s*(-?\d+(?:[.,]\d+)?)\+?(?:\s+\D*)?$/i

/** Parts of phrases such as "Derzeit nicht lieferbar" and "Ships in 2 weeks"; the first counts. */
const PHRASES: [RegExp, Availability][] = [
  [
    /no longer (?:available|sold|made)|nicht mehr (?:lieferbar|verf(?:ü|ue)gbar|erh(?:ä|ae)ltlich)/i,
    'discontinued',
  ],
  [
    /demn(?:ä|ae)chst|bient(?:ô|o)t|pr(?:ó|o)ximamente|prossimamente|coming soon|vorbestell|pre-?order|pr(?:é|e)commande|voorbestel/i,
    'preorder',
  ],
  [
    /nachbestell|back-?order|auf bestellung|sur commande|special order|back in stock|wieder (?:lieferbar|verf(?:ü|ue)gbar)|r(?:é|e)approvisionnement|in stock on\b/i,
    'backorder',
  ],
  [
    /(?:^|\s)(?:not?|never|nicht|kein[en]?|non|plus|sin|niet|geen|inte|ikke|ej|nie|out of|fuera de|hors|rupture(?: de)?)\s(?:\S+\s)?(?:available|stock|verf|liefer|vorr|(?:auf )?lager|bestell|erh|dispon|op voorraad|voorraad|leverbaar|tilg|dost)/i,
    'out of stock',
  ],
  [
    /\bsold.?out\b|unavailable|ausverkauft|vergriffen|indispon|(?:é|e)puis(?:é|e)|\brupture\b|esaurit|agotad|esgotad|uitverkocht/i,
    'out of stock',
  ],
  [
    /\b(?:in stock|available)\b|\bships\b|lieferbar|verf(?:ü|ue)gbar|vorr(?:ä|ae)tig|auf lager|lieferzeit|lieferung in|versandfertig|bestellbar|en stock|disponible?|op voorraad|leverbaar|på lager|i lager/i,
    'in stock',
  ],
]

/** Whether an item can be bought, least first; of variants, the best counts. */
const ORDER: Availability[] = ['discontinued', 'out of stock', 'backorder', 'preorder', 'in stock']

/**
 * Availability in schema.org's words, from Google's (`in_stock`), schema.org's addresses, plain words
 * of several languages, flags, and stock counts. Another word stays as the site writes it.
 */
export function availabilityOf(cell: Value): string | null {
  const value = structured(cell)
  if (Array.isArray(value)) return bestOf(value.map(availabilityOf))
  if (value && typeof value === 'object') {
    const field = `availability availabilityStatus status stock_status stockStatus in_stock inStock
      is_in_stock isInStock available is_available isAvailable value quantity qty stock inventory
      level`.split(/\s+/)
    return availabilityOf(field.map((key) => value[key]).find((part) => part !== undefined))
  }
  const text = scalarText(value)
  if (text === null) return null
  const word = text.replace(/^.*(?:schema\.org\/|schema:)/i, '')
  const known = BY_WORD.get(plain(word)) ?? BY_WORD.get(plain(word.replace(/\s*\(.*\)$/, '')))
  if (known) return known
  // "12", "10+", "12 in stock", "only 2 left"; a shop that sold too many counts below 0.
  const count = COUNT.exec(word)
  if (count) return Number(count[1].replace(',', '.')) > 0 ? 'in stock' : 'out of stock'
  return PHRASES.find(([phrase]) => phrase.test(word))?.[1] ?? lineOf(text)
}

/** The most available of several, in the order of {@link ORDER}; a site's own words come last. */
export function bestOf(values: readonly (string | null | undefined)[]): string | null {
  const some = values.filter((value) => value !== null && value !== undefined)
  const rank = (value: string) => ORDER.indexOf(value as Availability)
  return some.sort((a, b) => rank(b) - rank(a))[0] ?? null
}

/** States in which a site does not show an item. */
const DRAFTS =
  words(`draft drafts archived archive inactive hidden unpublished private disabled deleted
  removed trash trashed pending rejected expired excluded exclude drafted autodraft future scheduled
  offline blocked banned suspended paused underreview inreview notactive nichtaktiv nonpublié noaktiv
  notvisible notvisibleindividually notpublished notlisted unlisted invisible nowhere entwurf
  archiviert inaktiv versteckt deaktiviert gelöscht borrador archivado inactivo oculto brouillon
  archivé inactif masqué bozza archiviato rascunho arquivado inativo`)
const NO = words('false f no n 0 -1 off nein non não nej нет nie')
const YES = words('true t yes y 1 on ja oui si sí sim да tak')

/** Columns whose yes means that the item is not shown: `is_hidden`, `deleted`. */
const NEGATIVE =
  /draft|hidden|archived|deleted|disabled|removed|inactive|unlisted|unpublished|excluded/

/**
 * Whether a status such as `draft`, `archived` or `published: false` hides the item.
 *
 * @param column its name decides what yes and no mean
 * @returns null: blank; undefined: the row has no such cell
 */
export function isDraft(cell: Value, column: string): boolean | null | undefined {
  if (cell === undefined) return undefined
  const text = scalarText(cell)
  if (text === null) return null
  const word = plain(text)
  if (DRAFTS.has(word)) return true
  const negative = NEGATIVE.test(column.toLowerCase())
  // A date says when it was hidden, or published.
  if (negative && /^\d{4}-\d\d-\d\d/.test(text)) return true
  if (YES.has(text.toLowerCase())) return negative
  // Magento's status 2 is "disabled".
  if (text === '2' && /^(?:status|productonline)$/.test(plain(column))) return true
  return NO.has(text.toLowerCase()) ? !negative : false
}

/** Why no listing shows an item that the catalogue has; null: it is shown. */
export function unlistedOf(
  availability: string | null | undefined,
  draft: boolean | null | undefined,
): Unlisted | null {
  if (draft) return 'draft'
  const gone = availability === 'out of stock' || availability === 'discontinued'
  return gone ? 'unavailable' : null
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s_.,;:!()'’"-]+/g, '')
}

function words(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/))
}
