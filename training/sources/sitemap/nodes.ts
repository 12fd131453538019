/** A thing that a page describes, by schema.org's names, as JSON-LD writes it. */
export type Node = Record<string, unknown>

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value or list of values as a list. */
export function all(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.flatMap(all) : [value]
}

/** Types without schema.org's address. */
export function typesOf(node: Node): string[] {
  return all(node['@type']).map((type) => lastWord(String(type)))
}

/** `https://schema.org/InStock` → `InStock`. */
export function lastWord(name: string): string {
  return name.replace(/^.*[/#:]/, '').trim()
}

/** Everything that a page describes, with its references (`{ "@id": … }`) resolved. */
export class Graph {
  readonly products: Node[] = []
  readonly breadcrumbs: Node[] = []
  readonly #byId = new Map<string, Node>()

  constructor(roots: readonly unknown[]) {
    for (const root of roots) this.#index(root, 0)
    for (const root of roots) this.#visit(root, 0)
  }

  /** Nodes of a property, references resolved. */
  nodes(value: unknown): Node[] {
    return all(value)
      .filter(isNode)
      .map((node) => this.#resolve(node))
  }

  #resolve(node: Node): Node {
    const id = node['@id']
    const isReference = typeof id === 'string' && Object.keys(node).length === 1
    return (isReference && this.#byId.get(id)) || node
  }

  #index(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) return
    for (const node of all(value).filter(isNode)) {
      const id = node['@id']
      if (typeof id === 'string' && Object.keys(node).length > 1 && !this.#byId.has(id)) {
        this.#byId.set(id, node)
      }
      for (const inner of Object.values(node)) this.#index(inner, depth + 1)
    }
  }

  /** Products that the page is about: not related ones, nor those of lists. */
  #visit(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) return
    for (const node of this.nodes(value)) {
      const types = typesOf(node)
      if (types.includes('BreadcrumbList')) this.breadcrumbs.push(node)
      else if (types.some((type) => PRODUCTS.has(type))) {
        if (!this.products.includes(node)) this.products.push(node)
      } else for (const key of ABOUT) this.#visit(node[key], depth + 1)
    }
  }
}

const MAX_DEPTH = 12
/** Properties by which a page, or its graph, says what it is about. */
const ABOUT = ['@graph', 'mainEntity', 'mainEntityOfPage', 'breadcrumb']
const PRODUCTS = new Set([
  'Product',
  'ProductGroup',
  'ProductModel',
  'IndividualProduct',
  'SomeProducts',
  'Vehicle',
  'Car',
  'Book',
])
