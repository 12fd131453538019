/** A pair in English. */
export const PAIR = 'People who looked at {} also looked at {}'
/** Its place among the words of `words.ts`. */
const PLACE = 6

/**
 * The texts in a locale's language. English stands in for unknown languages, and where the file of
 * translations is missing, as after half a deployment.
 */
export async function textsIn(
  locale: string | null,
  english: readonly string[],
): Promise<readonly string[]> {
  const language = (locale ?? 'en').toLowerCase().split(/[-_]/)[0]
  if (language === 'en') return english
  try {
    const { TRANSLATED } = await import('./translated-words.ts')
    return (Object.hasOwn(TRANSLATED, language) && TRANSLATED[language]) || english
  } catch {
    // The file is missing.
    return english
  }
}

/** A pair in words. @returns makes the sentence of two titles */
export async function sentenceOf(locale: string | null): Promise<(i: string, j: string) => string> {
  const texts = await textsIn(locale, [])
  const [before, between, after] = (texts[PLACE] ?? PAIR).split('{}')
  return (i, j) => before + i + between + j + after
}
