import type { ItemRow } from '../importer.ts'
import { amountOf } from '../values.ts'
import type { Attributes } from './attributes.ts'

/** What `--keep` can keep. Costs, minimum prices and sellers are not among them. */
const EXTRA = [
  'color',
  'size',
  'size_type',
  'size_system',
  'material',
  'pattern',
  'gender',
  'age_group',
  'condition',
  'gtin',
  'mpn',
  'google_product_category',
  'product_highlight',
  'energy_efficiency_class',
  'custom_label_0',
  'custom_label_1',
  'custom_label_2',
  'custom_label_3',
  'custom_label_4',
]

/** @param now decides whether a sale price is in effect */
export function itemOf(attributes: Attributes, now: Date): ItemRow {
  const get = (name: string) => attributes.get(name)?.[0] ?? null
  const price = priceOf(attributes, now)
  return {
    id: get('id'),
    parent: get('item_group_id'),
    title: get('title') ?? structured(get('structured_title')),
    description: get('description') ?? structured(get('structured_description')),
    categories: categoriesOf(attributes),
    url: get('link'),
    image: get('image_link'),
    price: amountOf(price),
    currency: currencyOf(price),
    availability: availabilityOf(get('availability')),
    brand: get('brand'),
    extra: Object.fromEntries(EXTRA.map((name) => [name, attributes.get(name)?.join(', ')])),
  }
}

/** `15.00 USD`; the sale price from the first to the last moment of its interval. */
function priceOf(attributes: Attributes, now: Date): string | null {
  const [price = null] = attributes.get('price') ?? []
  const [sale = null] = attributes.get('sale_price') ?? []
  const [from, to] = (attributes.get('sale_price_effective_date')?.[0] ?? '').split('/')
  const started = !from || !(moment(from) > now.getTime())
  const ended = to !== undefined && moment(to) < now.getTime()
  return sale !== null && started && !ended ? sale : price
}

/** `2026-11-01T13:00-0800`: the zone may lack its colon. NaN where unreadable. */
function moment(text: string): number {
  return Date.parse(text.trim().replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
}

function currencyOf(price: string | null): string | null {
  return price?.match(/[A-Za-z]{3}/)?.[0].toUpperCase() ?? null
}

/** The shop's own paths; Google's taxonomy where there are none. Its numbers say nothing. */
function categoriesOf(attributes: Attributes): string[] {
  const own = (attributes.get('product_type') ?? []).flatMap(paths)
  const google = attributes.get('google_product_category') ?? []
  const found = own.length > 0 ? own : google.filter((path) => !/^\d+$/.test(path))
  return [...new Set(found)]
}

/** `Home > Mugs, Sale > Mugs` is two paths, `Mugs, cups & jugs` is one. */
function paths(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.length > 1 && parts.every((part) => part.includes('>')) ? parts : [text]
}

/** `trained_algorithmic_media:"Blue mug"` → `Blue mug`. */
function structured(text: string | null): string | null {
  return (
    text?.replace(/^(default|\w*algorithmic_media)\s*:\s*/i, '').replace(/^"(.*)"$/s, '$1') ?? null
  )
}

function availabilityOf(text: string | null): string | null {
  const words = text?.toLowerCase().replaceAll('_', ' ') ?? null
  return words === 'limited availability' || words === 'available for order' ? 'in stock' : words
}
