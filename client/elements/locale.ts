/**
 * The locale of an element: its `locale`, else its recommender's option, else the closest `lang`, else
 * the browser's.
 */
export function localeOf(
  element: HTMLElement,
  recommender: { locale?: string | null } | null | undefined,
): string {
  const wanted =
    element.getAttribute('locale') ||
    recommender?.locale ||
    element.closest<HTMLElement>('[lang]')?.lang
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? navigator.language
  } catch {
    return navigator.language
  }
}
