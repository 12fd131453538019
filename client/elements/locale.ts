/** The locale of an element: its `locale`, else the closest `lang`, else the browser's. */
export function localeOf(element: HTMLElement): string {
  const wanted = element.getAttribute('locale') || element.closest<HTMLElement>('[lang]')?.lang
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? navigator.language
  } catch {
    return navigator.language
  }
}
