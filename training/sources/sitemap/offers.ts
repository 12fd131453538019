import type { AVAILABILITY } from '@tacit-rec/pack'
import { amountOf, textOf } from '../values.ts'
import { all, type Graph, lastWord, type Node } from './nodes.ts'

type Availability = (typeof AVAILABILITY)[number]

/** schema.org's ItemAvailability in plain words. */
const WORDS: Record<string, Availability> = {
  instock: 'in stock',
  instoreonly: 'in stock',
  onlineonly: 'in stock',
  limitedavailability: 'in stock',
  madetoorder: 'in stock',
  preorder: 'preorder',
  presale: 'preorder',
  backorder: 'backorder',
  outofstock: 'out of stock',
  soldout: 'out of stock',
  reserved: 'out of stock',
  discontinued: 'discontinued',
}
/** The best first: a product can be had if one of its offers can. */
const BEST: readonly Availability[] = [
  'in stock',
  'preorder',
  'backorder',
  'out of stock',
  'discontinued',
]
/** Price types that nobody pays. */
const NOT_PAID = /list|strikethrough|srp|minimumadvertised|invoice/i

export interface OfferFacts {
  price: number | null
  currency: string | null
  availability: string | null
}

/** The lowest price of the nodes' offers, in the currency of the first, and the best availability. */
export function offerFacts(nodes: readonly Node[], graph: Graph): OfferFacts {
  // Wix writes `Offers`.
  const direct = nodes.flatMap((node) => graph.nodes(node.offers ?? node.Offers))
  const offers = direct.flatMap((offer) => [offer, ...graph.nodes(offer.offers)])
  const prices = offers.flatMap((offer) => priceOf(offer, graph) ?? [])
  const currency = prices.find((price) => price.currency)?.currency ?? null
  const same = prices.filter((price) => price.currency === null || price.currency === currency)
  const amounts = same.map(({ amount }) => amount)
  const found = offers.flatMap((offer) => all(offer.availability)).flatMap((a) => wordOf(a) ?? [])
  return {
    price: amounts.length > 0 ? Math.min(...amounts) : null,
    currency,
    availability: BEST.find((word) => found.includes(word)) ?? found[0] ?? null,
  }
}

interface Price {
  amount: number
  currency: string | null
}

function priceOf(offer: Node, graph: Graph): Price | null {
  const specifications = graph
    .nodes(offer.priceSpecification)
    .filter((one) => !NOT_PAID.test(String(one.priceType ?? '')) && !one.referenceQuantity)
  for (const node of [offer, ...specifications]) {
    const amount = amountOf(all(node.price)[0]) ?? amountOf(node.lowPrice)
    const currency = textOf(node.priceCurrency) ?? textOf(offer.priceCurrency)
    if (amount !== null) return { amount, currency: currency?.toUpperCase() ?? null }
  }
  return null
}

/** A word of {@link AVAILABILITY}, or the site's own. */
export function wordOf(value: unknown): string | null {
  const text = textOf(value)
  if (text === null) return null
  return (
    WORDS[
      lastWord(text)
        .toLowerCase()
        .replace(/[^a-z]/g, '')
    ] ?? text
  )
}
