/**
 * How people ask, in one language. `<name>` is one of a list of `words`; `[slot]` a value of the
 * catalogue, a number or, after a colon, of a list: `[order:<orders>]`.
 */
export interface Templates {
  /** Clauses by act. */
  acts: Record<string, readonly string[]>
  words: Record<string, readonly string[]>
  /** What joins a clause to the one before, by the later one's act; `other` for the rest. */
  joins: Record<string, readonly string[]>
}

/** A list of phrases, separated by `|`; empty ones count. */
export function phrases(text: string): string[] {
  return text.split('|').map((phrase) => phrase.trim())
}
