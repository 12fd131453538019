/** ISO 4217 codes. */
const CODES = new Set(Intl.supportedValuesOf('currency'))

/** Signs and words for currencies, the longest first where one begins another. */
const SIGNS: Record<string, string> = {
  US$: 'USD',
  U$: 'USD',
  USD$: 'USD',
  CA$: 'CAD',
  CAD$: 'CAD',
  C$: 'CAD',
  AU$: 'AUD',
  A$: 'AUD',
  NZ$: 'NZD',
  HK$: 'HKD',
  NT$: 'TWD',
  SG$: 'SGD',
  S$: 'SGD',
  R$: 'BRL',
  MX$: 'MXN',
  CLP$: 'CLP',
  $: 'USD',
  '＄': 'USD',
  dollar: 'USD',
  dollars: 'USD',
  '€': 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  '£': 'GBP',
  'CN¥': 'CNY',
  'JP¥': 'JPY',
  '¥': 'JPY',
  '￥': 'JPY',
  円: 'JPY',
  元: 'CNY',
  人民币: 'CNY',
  RMB: 'CNY',
  '₹': 'INR',
  'Rs.': 'INR',
  Rs: 'INR',
  '₽': 'RUB',
  'руб.': 'RUB',
  руб: 'RUB',
  'р.': 'RUB',
  '₩': 'KRW',
  원: 'KRW',
  '₺': 'TRY',
  TL: 'TRY',
  '₫': 'VND',
  đ: 'VND',
  '₴': 'UAH',
  'грн.': 'UAH',
  грн: 'UAH',
  '₪': 'ILS',
  '฿': 'THB',
  '₱': 'PHP',
  '₦': 'NGN',
  '₸': 'KZT',
  '₡': 'CRC',
  '₲': 'PYG',
  '₵': 'GHS',
  '₾': 'GEL',
  '₼': 'AZN',
  '֏': 'AMD',
  '₮': 'MNT',
  '৳': 'BDT',
  zł: 'PLN',
  zl: 'PLN',
  Kč: 'CZK',
  Kc: 'CZK',
  Ft: 'HUF',
  lei: 'RON',
  'лв.': 'BGN',
  лв: 'BGN',
  'Fr.': 'CHF',
  SFr: 'CHF',
  Fr: 'CHF',
  Rp: 'IDR',
  RM: 'MYR',
  R: 'ZAR',
  Dhs: 'AED',
  'د.إ': 'AED',
  'ر.س': 'SAR',
  '﷼': 'SAR',
}

/** Signs of several currencies: they are part of a price, but say nothing. */
const UNSURE = new Set(['kr', 'kr.', ':-'])

const BY_SIGN = new Map(Object.entries(SIGNS).map(([sign, code]) => [sign.toLowerCase(), code]))

/** The code of a sign, a word or a code; null: of no single currency; undefined: not a currency. */
export function currencyOf(text: string): string | null | undefined {
  const written = text.trim()
  const code = written.toUpperCase().replace(/^([A-Z]{3})\$$/, '$1')
  if (CODES.has(code)) return code
  const lower = written.toLowerCase()
  return BY_SIGN.get(lower) ?? (UNSURE.has(lower) ? null : undefined)
}

/** The currency that the name of a price column states: `Price (EUR)`, `price_usd`, `Preis €`. */
export function currencyInName(name: string): string | null {
  const words = name.match(/[A-Z]{3}(?![a-z])|[a-z]+|[A-Z][a-z]+|[$€£¥₹₽₩₺₫₴₪]/g) ?? []
  for (const word of words) {
    // "all" and "top" are codes too: a code stands in capitals, or in one of the usual currencies.
    const usual = /^(usd|eur|euro|gbp|chf|jpy|cny|inr|cad|aud|sek|nok|dkk|pln|czk|brl|mxn|rub|krw)$/
    if (/^[^a-z]+$/.test(word) || usual.test(word.toLowerCase())) {
      const code = currencyOf(word)
      if (code) return code
    }
  }
  return null
}

const digits = new Map<string, number>()

/** Digits after the point: 2 for most currencies, 0 for yen, 3 for dinars. */
export function fractionDigits(currency: string | null): number {
  if (!currency) return 2
  const known = digits.get(currency)
  if (known !== undefined) return known
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const found = options.maximumFractionDigits ?? 2
  digits.set(currency, found)
  return found
}
