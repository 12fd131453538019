import { words } from '../intents/index.ts'
import { cleanTitle, isMeasure, isSale } from './phrases.ts'

const MAX_CHARACTERS = 32
/** Exemplars among which whole titles go before cut ones. */
const MAX_EXEMPLARS = 10

/**
 * Names of the form "like Aladdin and Mulan": the pairs of distinct exemplars, nearest first, by
 * their short titles; then by their ids, which always differ. Of the nearest ten, titles that need
 * no cut go first.
 *
 * @param exemplars a group's own items, nearest first
 */
export function* likeNames(
  exemplars: readonly number[],
  ids: readonly string[],
  titles: readonly (string | null)[] | undefined,
): Generator<string> {
  const short = exemplars.map((item) => shortTitle(titles?.[item] ?? ''))
  const near = short.slice(0, MAX_EXEMPLARS)
  const whole = near.filter(({ cut }) => !cut)
  const said = [...whole, ...near.filter(({ cut }) => cut), ...short.slice(MAX_EXEMPLARS)]
  yield* pairs(said.map(({ text }) => text))
  yield* pairs(exemplars.map((item) => ids[item]))
}

function* pairs(all: readonly string[]): Generator<string> {
  const names = [...new Set(all)].filter(Boolean)
  if (names.length === 1) yield `like ${names[0]}`
  for (let sum = 1; sum < 2 * names.length - 2; sum++)
    for (let a = Math.max(0, sum - names.length + 1); 2 * a < sum; a++)
      yield `like ${names[a]} and ${names[sum - a]}`
}

/**
 * A title as one says it: without brackets and what they hold ("(1994)"), without what follows a
 * dash, comma or bar, without a size, with the article in front ("Lion King, The" → "The Lion
 * King"), and of at most 32 characters, cut between words.
 */
export function shortTitle(title: string): { text: string; cut: boolean } {
  const clean = cleanTitle(title)
  const bare = clean.replace(/\s*[([][^)\]]*[)\]]/gu, '').trim() || clean
  const turned = bare.replace(
    /^(.+?), (the|a|an|le|la|les|l'|der|die|das|el|los|las|il)$/iu,
    (_, name, article) => `${article}${article.endsWith("'") ? '' : ' '}${name}`,
  )
  const head = turned.split(/\s+[-–—|/]+\s+|[,;:|]\s|\s*[★!~*]+/u)[0].trim() || turned
  const torn = head !== turned && !head.includes(' ')
  const sized = trimEnd(head, (word, before) => isSize(word) || (isSize(before) && isNumber(word)))
  if (sized.length <= MAX_CHARACTERS)
    return { text: sized, cut: torn || sized.split(' ').some(isSale) }
  const room = sized.slice(0, MAX_CHARACTERS + 1)
  const end = room.lastIndexOf(' ')
  const text = end > 0 ? room.slice(0, end) : sized.slice(0, MAX_CHARACTERS)
  return { text: trimEnd(text, (word) => words(word.toLowerCase()).length === 0), cut: true }
}

/** Removes last words that `loose` says nothing ends with; the first word stays. */
function trimEnd(text: string, loose: (word: string, after: string) => boolean): string {
  const own = text.split(' ')
  let after = ''
  while (own.length > 1 && loose(own.at(-1)!, after)) after = own.pop()!
  return /\p{L}/u.test(own.join(' ')) ? own.join(' ') : text
}

function isNumber(word: string): boolean {
  return /^[\d.,/]+$/.test(word)
}

function isSize(word: string): boolean {
  const letters = word.toLowerCase().replace(/^[\d.,/-]+|\.$/g, '')
  return letters !== '' && /\p{L}/u.test(letters) && isMeasure(letters)
}
