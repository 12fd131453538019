/**
 * The locale of an element: its `locale`, else its recommender's option, else the closest `lang`, else
 * the browser's. What Intl refuses is passed over: WebKitGTK under `LANG=C` names a language `c`.
 */
export function localeOf(
  element: HTMLElement,
  recommender: { locale?: string | null } | null | undefined,
): string {
  for (const wanted of [
    element.getAttribute('locale'),
    recommender?.locale,
    element.closest<HTMLElement>('[lang]')?.lang,
    navigator.language,
  ])
    try {
      if (wanted) return Intl.getCanonicalLocales(wanted)[0]
    } catch {}
  return 'en'
}
