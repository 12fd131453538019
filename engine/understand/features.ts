/** How a word reaches the network: a row of its own, or none, and the rows of its hashed n-grams. */

/** Digits by their shape: numbers that training lacks are no unknown words. */
export function shapeOf(word: string): string {
  return word.replace(/\p{Nd}/gu, '0')
}

/** n of the character n-grams of a word between `<` and `>`. */
const GRAMS = [3, 4, 5]
/** Characters of a word that count: a longer one is no word. */
const MAX_LENGTH = 40

/**
 * Buckets of a word's n-grams, of its first and last two characters and of the word itself, each
 * once (Bojanowski et al., TACL 2017).
 *
 * @param shape as {@link shapeOf} returns it
 * @returns ascending numbers below `buckets`
 */
export function bucketsOf(shape: string, buckets: number): number[] {
  const word = shape.slice(0, MAX_LENGTH)
  const framed = `<${word}>`
  const grams = new Set([`=${word}`, `^${word.slice(0, 2)}`, `$${word.slice(-2)}`])
  for (const n of GRAMS)
    for (let at = 0; at + n <= framed.length; at++) grams.add(framed.slice(at, at + n))
  const rows = new Set([...grams].map((gram) => hash(gram) % buckets))
  return [...rows].sort((a, b) => a - b)
}

/** FNV-1a of the UTF-16 code units, mixed by MurmurHash3's finalizer (Appleby, 2011). */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
