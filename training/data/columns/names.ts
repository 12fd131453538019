/** RecBole's types, as in `user_id:token`. */
const TYPES = /:(token|float)(_seq)?$/
/** Objects around one value: MongoDB's `{ $date }`, Firestore's `{ _seconds }`. */
const WRAPPERS = /^(\$(date|oid|numberLong|numberInt|numberDouble|numberDecimal)|_seconds|_?value)$/
/** Objects around a row's values: `properties.product_id` says what `product_id` says. */
const CONTAINERS = new Set(
  `attributes body contents context custom custom_data customer_data data detail details doc document ecommerce
    event event_data event_params event_properties fields hit hits item items line_item line_items message
    metadata node object params payload product products properties record relationships row source traits`.split(
    /\s+/,
  ),
)

/**
 * The words of a column's name, in lower case without accents: `Body (HTML)`, `bodyHtml` and
 * `BODY_HTML` are `body`, `html`.
 */
export function words(name: string): string[] {
  return name
    .replace(TYPES, '')
    .replace(/^g:/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/** A name without case, accents, spaces and punctuation: `User-ID` and `userId` are equal. */
export function plain(name: string): string {
  return words(name).join('')
}

/**
 * The forms under which a name is looked up, the whole name first: a path also without the objects
 * around the value.
 *
 * @param list the list whose elements are rows; its name says nothing about its fields
 */
export function formsOf(name: string, list?: string): string[] {
  if (list !== undefined && name.startsWith(`${list}.`)) {
    const field = name.slice(list.length + 1)
    return [plain(field), plain(`${list.replace(/s$/, '')} ${field}`)]
  }
  const steps = name.replace(TYPES, '').split('.')
  while (steps.length > 1 && WRAPPERS.test(steps.at(-1)!)) steps.pop()
  const [last, around] = [words(steps.at(-1) ?? '').join(''), words(steps.at(-2) ?? '').join('')]
  // <categories><category>A</category></categories>
  const plurals = [`${last}s`, last.replace(/y$/, 'ies'), `${last}es`]
  if (last && plurals.includes(around) && around !== last) return [plain(name), around]
  const bare = steps.filter((step, at) => at === steps.length - 1 || !isContainer(step))
  return [...new Set([plain(name), plain(steps.join('.')), plain(bare.join('.'))])]
}

/** Whose id it is, if not that of the person or the thing of the event. */
const OTHERS = new Set(
  `seller vendor merchant referrer referring referred created updated modified author owner friend parent previous
    next related similar reply replied recommended staff admin agent employee assigned manager sales store
    shop supplier courier driver operator order line cart last first`.split(/\s+/),
)

/** The names that a name of several words ends in, the longest first. */
export function endingsOf(name: string): string[] {
  const step = name.replace(TYPES, '').replace(/^.*\./, '')
  const parts = words(step)
  const ends: string[] = step === name ? [] : [plain(step)]
  for (let from = 1; from < parts.length; from++) {
    if (parts.slice(0, from).some((word) => OTHERS.has(word))) break
    ends.push(parts.slice(from).join(''))
  }
  return ends
}

function isContainer(step: string): boolean {
  return CONTAINERS.has(words(step).join('_'))
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/**
 * Splits a name that ends in a language: `title_de`, `name:fr`, `title-en-GB`.
 *
 * @returns what it names, and the language as in BCP 47; null for another name
 */
export function localeForm(name: string): { base: string; language: string } | null {
  const parts = words(name)
  const regional = parts.length > 2 && isLanguage(parts.at(-2)!) && /^[a-z]{2}$/.test(parts.at(-1)!)
  const language = parts.at(regional ? -2 : -1) ?? ''
  const base = parts.slice(0, regional ? -2 : -1).join('')
  if (base === '' || !isLanguage(language)) return null
  return { base, language: regional ? `${language}-${parts.at(-1)!.toUpperCase()}` : language }
}

/** `id` is Indonesian, but in a column's name it is an id. */
function isLanguage(code: string): boolean {
  return /^[a-z]{2}$/.test(code) && code !== 'id' && languages.of(code) !== undefined
}
