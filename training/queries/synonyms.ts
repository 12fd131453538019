import { searchWords as words } from '@tacit-rec/engine'

/** Words of at least this many items, and of at most this share of them. */
const MIN_ITEMS = 3
const MAX_SHARE = 0.2
/** Words that are compared, the most frequent. */
const MAX_WORDS = 1500
/** Cosine above which two words stand in the same places. */
const MIN_ALIKE = 0.4

/**
 * Words that stand in the same company but rarely together, such as `sofa` and `couch`: the cosine of
 * their rows of co-occurrence, in square roots (Hellinger; Lebret & Collobert, EACL 2014). Forms of
 * one word are left out.
 *
 * @param texts one an item
 * @returns for some words the one that is most alike
 */
export function synonymsOf(texts: readonly string[]): Map<string, string> {
  const lists = texts.map((text) => [...new Set(words(text))].filter((w) => /^\p{L}{3,}$/u.test(w)))
  const counts = new Map<string, number>()
  for (const list of lists) for (const word of list) counts.set(word, (counts.get(word) ?? 0) + 1)
  const chosen = [...counts]
    .filter(([, n]) => n >= MIN_ITEMS && n <= MAX_SHARE * texts.length)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_WORDS)
    .map(([word]) => word)
  const place = new Map(chosen.map((word, n) => [word, n]))
  const rows = chosen.map(() => new Map<number, number>())
  for (const list of lists) {
    const known = list.flatMap((word) => place.get(word) ?? [])
    for (const a of known)
      for (const b of known) if (a !== b) rows[a].set(b, (rows[a].get(b) ?? 0) + 1)
  }
  const units = rows.map((row) => {
    const total = [...row.values()].reduce((sum, n) => sum + n, 0)
    return new Map([...row].map(([b, n]) => [b, Math.sqrt(n / total)]))
  })
  const found = new Map<string, string>()
  for (const [a, word] of chosen.entries()) {
    const dots = new Float32Array(chosen.length)
    for (const [c, x] of units[a]) for (const [b] of rows[c]) dots[b] += x * (units[b].get(c) ?? 0)
    let best = -1
    for (let b = 0; b < chosen.length; b++) {
      const together = rows[a].get(b) ?? 0
      if (b === a || together > 0.1 * counts.get(word)! || isForm(word, chosen[b])) continue
      if (dots[b] >= MIN_ALIKE && (best < 0 || dots[b] > dots[best])) best = b
    }
    if (best >= 0) found.set(word, chosen[best])
  }
  return found
}

function isForm(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return long.includes(short.slice(0, Math.max(3, short.length - 2)))
}
