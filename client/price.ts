const formats = new Map<string, Intl.NumberFormat | null>()

/**
 * A price as people read it, in its own currency: nothing is converted.
 *
 * @param currency ISO 4217 code
 * @param locale default: the browser's
 * @returns null without a price, or without a currency that Intl knows
 */
export function formatPrice(
  price: unknown,
  currency: string | null | undefined,
  locale: string | null,
): string | null {
  if (typeof price !== 'number' || !Number.isFinite(price) || !currency) return null
  const key = `${locale} ${currency}`
  let format = formats.get(key)
  if (format === undefined) {
    try {
      format = new Intl.NumberFormat(locale ?? undefined, { style: 'currency', currency })
    } catch {
      format = null
    }
    formats.set(key, format)
  }
  return format?.format(price) ?? null
}
