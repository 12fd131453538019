import { decodeHTML } from 'entities'
import type { ItemRow } from '../importer.ts'
import { firstText, listOf, textOf } from '../values.ts'
import { all, type Graph, isNode, type Node, typesOf } from './nodes.ts'
import { offerFacts, wordOf } from './offers.ts'
import { type PageFacts, resolve } from './page.ts'

/** Which property of a product is its id; `auto`: the first of them that it has. */
export const IDS = ['sku', 'productID', 'gtin', 'mpn', 'url'] as const
export type IdProperty = (typeof IDS)[number] | 'auto'

/** An item of a page, and whether the page is about it alone. */
export interface PageItem {
  row: ItemRow
  own: boolean
}

const GTINS = ['gtin', 'gtin13', 'gtin14', 'gtin12', 'gtin8', 'isbn']
const HOME = /^(home ?page|home|start(seite)?|accueil|inicio|strona główna|hem|hjem)$/i

/** The products that a page describes; variants are items with their group as parent. */
export function itemsOfPage(page: PageFacts, id: IdProperty): PageItem[] {
  const { products } = page.graph
  const groups = new Map<Node, Node[]>()
  for (const product of products) {
    const [group = product] = page.graph.nodes(product.isVariantOf)
    const variants = groups.get(group) ?? []
    if (group !== product) variants.push(product)
    groups.set(group, variants)
  }
  if (groups.size === 0) return taggedItem(page)
  const items = [...groups].flatMap(([group, variants]) => {
    const all = [...page.graph.nodes(group.hasVariant), ...variants]
    const row = itemOf(page, group, all, id)
    const own = groups.size === 1 || row.url === cleaned(page.url)
    const rows = [row, ...all.flatMap((variant) => variantOf(page, variant, row, id))]
    return rows.map((one) => ({ row: one, own }))
  })
  return items.filter(({ row }) => !isSecond(row, items))
}

/** Whether a page describes a product twice, as JSON-LD and microdata, and here without its id. */
function isSecond(row: ItemRow, items: readonly PageItem[]): boolean {
  if (row.id !== row.url) return false
  return items.some(({ row: other }) => other.id !== other.url && other.url === row.url)
}

/** A variant that has an id of its own; training makes one item of it and its group. */
function variantOf(page: PageFacts, node: Node, group: ItemRow, id: IdProperty): ItemRow[] {
  const row = itemOf(page, node, [], id)
  const hasPage = textOf(node.url) !== null
  const isNamed = row.id !== null && row.id !== group.id && (hasPage || row.id !== row.url)
  if (!isNamed || group.id === null) return []
  const title = plain(node.name) ?? group.title ?? null
  return [{ ...row, parent: group.id, title, url: (hasPage ? row.url : group.url) ?? null }]
}

function itemOf(page: PageFacts, node: Node, variants: readonly Node[], id: IdProperty): ItemRow {
  const { graph } = page
  const both = [node, ...variants]
  const first = (read: (node: Node) => string | null) => {
    for (const one of both) {
      const text = read(one)
      if (text !== null) return text
    }
    return null
  }
  const url = cleaned(resolve(textOf(node.url), page.url) ?? page.url)
  const title = first((one) => plain(one.name)) ?? page.tags.get('og:title') ?? null
  const image = first((one) => imageOf(one.image, graph)) ?? page.tags.get('og:image')
  return {
    id: idOf(node, variants, url, id),
    parent: isGroup(node) ? null : firstText(node.inProductGroupWithID),
    title,
    description: first((one) => textOf(one.description)),
    categories: categoriesOf(page, both, title),
    url,
    image: resolve(image, page.url),
    ...offerFacts(both, graph),
    brand: first((one) => nameOf(one.brand, graph) ?? nameOf(one.manufacturer, graph)),
    tags: keywordsOf(both),
    extra: {
      color: valuesOf(both, 'color'),
      size: valuesOf(both, 'size'),
      material: valuesOf(both, 'material'),
      pattern: valuesOf(both, 'pattern'),
    },
  }
}

/** `auto`: a group is named by its own id; one without takes that of its first variant. */
function idOf(node: Node, variants: readonly Node[], url: string, id: IdProperty): string | null {
  const read: Record<(typeof IDS)[number], (one: Node) => string | null> = {
    sku: (one) => firstText(one.sku),
    productID: (one) => firstText(one.productID)?.replace(/^(sku|mpn|gtin\d*|isbn):/i, '') ?? null,
    gtin: (one) => firstText(...GTINS.map((name) => one[name])),
    mpn: (one) => firstText(one.mpn),
    url: () => url,
  }
  const one = (from: Node) => {
    const names = id === 'auto' ? IDS : [id]
    return names.map((name) => read[name](from)).find(Boolean) ?? null
  }
  const group = id === 'auto' && isGroup(node) ? firstText(node.productGroupID) : null
  const shared = id === 'auto' ? firstText(...variants.map((v) => v.inProductGroupWithID)) : null
  return group ?? shared ?? one(node) ?? variants.map(one).find(Boolean) ?? null
}

function isGroup(node: Node): boolean {
  return typesOf(node).includes('ProductGroup')
}

/** Names of the breadcrumbs between the start page and the product, then the product's own. */
function categoriesOf(page: PageFacts, nodes: readonly Node[], title: string | null): string[] {
  const paths = page.graph.breadcrumbs.map((list) => crumbs(page, list, title))
  const own = nodes.flatMap((node) => all(node.category).map((one) => nameOf(one, page.graph)))
  return [...new Set([...paths, ...own].filter((path): path is string => !!path))]
}

function crumbs({ graph, url }: PageFacts, list: Node, title: string | null): string | null {
  const steps = graph.nodes(list.itemListElement).map((step) => {
    const [item] = graph.nodes(step.item)
    const address = textOf(step.item) ?? textOf(item?.['@id']) ?? textOf(item?.url)
    return {
      at: Number(step.position ?? 0),
      name: plain(step.name) ?? plain(item?.name),
      address: resolve(address, url),
    }
  })
  steps.sort((a, b) => a.at - b.at)
  const between = steps.filter(({ name, address }, at) => {
    if (name === null) return false
    const isHome = at === 0 && (HOME.test(name) || (address && new URL(address).pathname === '/'))
    const isPage =
      at === steps.length - 1 && (address === null || cleaned(address) === cleaned(url))
    return !isHome && !isPage && name !== title
  })
  return between.map(({ name }) => name).join(' > ') || null
}

/** A page without structured data whose `og:type` says that it is a product. */
function taggedItem({ tags, url }: PageFacts): PageItem[] {
  if (!/(^|[.:])product(\.item)?$/i.test(tags.get('og:type') ?? '')) return []
  const tag = (...names: string[]) => firstText(...names.map((name) => tags.get(name)))
  const address = cleaned(url)
  const price = tag('product:sale_price:amount', 'product:price:amount', 'og:price:amount')
  const row: ItemRow = {
    id: tag('product:retailer_item_id') ?? address,
    title: plain(tag('og:title')),
    url: address,
    image: resolve(tag('og:image'), url),
    price: price === null ? null : Number(price.replace(',', '.')) || null,
    currency: tag('product:sale_price:currency', 'product:price:currency', 'og:price:currency'),
    availability: wordOf(tag('product:availability', 'og:availability')),
    brand: plain(tag('product:brand', 'og:brand')),
  }
  return [{ row, own: true }]
}

function nameOf(value: unknown, graph: Graph): string | null {
  const [one] = all(value)
  if (isNode(one)) return plain(graph.nodes(one)[0]?.name)
  return plain(one)
}

function imageOf(value: unknown, graph: Graph): string | null {
  const [one] = all(value)
  if (!isNode(one)) return textOf(one)
  const [image] = graph.nodes(one)
  return firstText(image?.url, image?.contentUrl, image?.['@id'])
}

function valuesOf(nodes: readonly Node[], property: string): string[] {
  return [...new Set(nodes.flatMap((node) => all(node[property]).flatMap((v) => plain(v) ?? [])))]
}

function keywordsOf(nodes: readonly Node[]): string[] {
  const words = nodes.flatMap((node) => all(node.keywords).flatMap((word) => listOf(word)))
  return [...new Set(words)]
}

/** Text of one line, with its entities decoded: `Salt &amp; Pepper`. */
function plain(value: unknown): string | null {
  const text = textOf(value)
  return text === null ? null : textOf(decodeHTML(text).replace(/\s+/g, ' '))
}

const CAMPAIGN = /^(utm_|gclid$|fbclid$|msclkid$|srsltid$|mc_)/

/** An address without its fragment and without parameters of campaigns. */
export function cleaned(address: string): string {
  const url = new URL(address)
  url.hash = ''
  for (const name of [...url.searchParams.keys()]) {
    if (CAMPAIGN.test(name)) url.searchParams.delete(name)
  }
  return url.href
}
