/**
 * The words of an element in the language of a locale. English, which is part of the element,
 * stands in for unknown languages, and where the file of translations is missing, as after half a
 * deployment.
 */
export async function wordsIn(
  locale: string,
  element: 'SHELF' | 'PRIVACY' | 'SEARCH',
  english: readonly string[],
): Promise<readonly string[]> {
  const [language] = locale.split('-')
  try {
    if (language !== 'en') return (await import('./translated.ts'))[element][language] ?? english
  } catch {
    // The file is missing.
  }
  return english
}
