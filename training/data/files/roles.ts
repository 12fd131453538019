import { kindNamed } from '@tacit-rec/pack'
import { wordsOf } from './header.ts'

/** What a file is for. */
export type Role = 'train' | 'valid' | 'test' | 'events' | 'items' | 'users'

const PARTS: Record<string, Role> = {
  train: 'train',
  training: 'train',
  val: 'valid',
  valid: 'valid',
  validation: 'valid',
  dev: 'valid',
  test: 'test',
  testing: 'test',
  holdout: 'test',
}
/** Words for events, the surest first: with several, files of the surest are read. */
const EVENTS = [
  ...['interaction', 'inter', 'event'],
  ...[
    'rating',
    'transaction',
    'order',
    'behavior',
    'behaviour',
    'click',
    'view',
    'cart',
    'purchase',
  ],
  ...['buy', 'sale', 'play', 'listen', 'listening', 'scrobble', 'watch', 'visit', 'session', 'log'],
  ...['action', 'activity', 'history', 'usage', 'feedback', 'click stream', 'clickstream', 'like'],
  ...['review', 'favorite', 'wishlist', 'basket', 'checkout', 'impression'],
]
const ITEMS = [
  ...[
    'item',
    'product',
    'catalog',
    'catalogue',
    'movie',
    'book',
    'article',
    'track',
    'song',
    'good',
  ],
  ...[
    'artist',
    'album',
    'anime',
    'game',
    'feed',
    'meta',
    'metadata',
    'listing',
    'sku',
    'new',
    'news',
  ],
  ...[
    'artikel',
    'produkt',
    'produkte',
    'produit',
    'producto',
    'prodotti',
    'prodotto',
    'produto',
    'producten',
    'katalog',
    'catalogo',
    'recipe',
    'restaurant',
    'course',
    'job',
    'video',
    'show',
    'podcast',
    'inventory',
    'post',
    'film',
  ],
]
const USERS = ['user', 'customer', 'member', 'visitor', 'profile', 'people']

const QUERIES =
  /^(query|search|searche|such(e|log|anfrage|begriff)n?e?|recherche|busqueda|ricerche?|zoek\w+)$/

/** Whether a file's name, or the folder around it, says that it is a search log. */
export function namesQueries(steps: readonly string[]): boolean {
  return steps.some((step) => {
    return wordsOf(step.replace(/\..*$/, '')).some((word) => QUERIES.test(word))
  })
}

/** Kinds of events that a shop keeps in a file of their own. */
const KINDS: Record<string, string> = {
  view: 'view',
  click: 'click',
  cart: 'cart',
  basket: 'cart',
  purchase: 'purchase',
  buy: 'purchase',
  order: 'purchase',
  sale: 'purchase',
  transaction: 'purchase',
  like: 'like',
  wishlist: 'save',
  favorite: 'save',
}

export interface Named {
  role: Role | null
  /** Rank of its word among the words for events; 0 is the surest. */
  rank: number
  /** Kind of its events, if the name says one, such as `purchase`. */
  kind?: string
}

/**
 * The role of a file by its path below DATA: by its name, else by the folders around it.
 *
 * @param steps folders and name, outermost first, such as `['events', 'part-000.csv']`
 * @param folder name of DATA, which RecBole's names repeat (`ml-100k/ml-100k.inter`)
 */
export function roleOf(steps: readonly string[], folder: string): Named {
  for (const step of [...steps].reverse()) {
    const found = roleOfName(step, folder)
    if (found.role) return found
    // A split that is not one of ours, such as MovieLens' u1.base beside u.data.
    if (/\.(base|genre|info|occupation)$/i.test(step)) break
  }
  return { role: null, rank: Number.POSITIVE_INFINITY }
}

const DATA = /\.(csv|tsv|txt|tab|psv|dat|json|jsonl|ndjson|parquet|pq|xml|gz|zip|zst|zstd|bz2|bz)$/i

function roleOfName(name: string, folder: string): Named {
  if (/(~|\.(bak|old|orig|tmp|swp))$/i.test(name)) return none()
  const lower = name.toLowerCase()
  const own = lower.startsWith(`${folder.toLowerCase()}.`) ? lower.slice(folder.length + 1) : lower
  let stem = own
  while (DATA.test(stem)) stem = stem.replace(DATA, '')
  if (/^u\d$|^u[ab]$/.test(stem.split('.')[0]) && /\.(base|test)$/.test(stem)) return none()
  if (/^u\.data$/.test(own)) return { role: 'events', rank: 0 }
  // `wordsOf` splits at capitals, which the lower-case name no longer has.
  const words = wordsOf(stem === own && DATA.test(own) === false ? own : stem)
  const camel = wordsOf(
    name.slice(name.length - own.length, name.length - own.length + stem.length),
  )
  const all = new Set([...words, ...camel])
  const part = Object.entries(PARTS).find(([word]) => all.has(word))?.[1]
  const rank = rankOf(all)
  const isItems = ITEMS.some((word) => all.has(word))
  const isUsers = USERS.some((word) => all.has(word))
  if (all.has('map') || all.has('tree') || all.has('genome') || all.has('link')) return none()
  const meta = all.has('meta') || all.has('metadata')
  if (!meta && (rank >= 0 || (isItems && isUsers))) {
    const kind = Object.keys(KINDS).find((word) => all.has(word))
    const role = part ?? 'events'
    return { role, rank: rank < 0 ? EVENTS.length : rank, ...(kind && { kind: KINDS[kind] }) }
  }
  if (isItems) return { role: 'items', rank: 0 }
  if (isUsers) return { role: 'users', rank: 0 }
  return part ? { role: part, rank: 0 } : none()
}

/** Kinds by their names in other languages: `achats.csv`, `bestellungen.csv`. */
const FOREIGN = new Set(['click', 'purchase', 'cart', 'view'])

function rankOf(words: ReadonlySet<string>): number {
  const rank = EVENTS.findIndex((word) => words.has(word))
  if (rank >= 0) return rank
  const foreign = [...words].some((word) => {
    const kind = word.length > 4 ? kindNamed(word)?.name : undefined
    return kind !== undefined && FOREIGN.has(kind)
  })
  return foreign ? EVENTS.length : -1
}

const none = (): Named => ({ role: null, rank: Number.POSITIVE_INFINITY })
