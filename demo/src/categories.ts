import type { Facts } from '@tacit-rec/client'

/** A shelf of the shop: what stands under one category path. */
export interface Category {
  /** `Fiction > Crime` */
  path: string
  /** `Crime` */
  name: string
  count: number
  /** Most items first. */
  children: Category[]
}

/** A root that holds nearly everything says nothing: its children are the shop's departments. */
const NEARLY_ALL = 0.95

export interface Categories {
  /** Departments, most items first. */
  roots: Category[]
  find(path: string): Category | undefined
}

/** Reads the tree off the items' paths; an item counts once in each category that holds it. */
export function readCategories(items: readonly Facts[]): Categories {
  const known = new Map<string, Category>()
  const top: Category = { path: '', name: '', count: items.length, children: [] }
  for (const { categories = [] } of items) {
    const inside = new Set<Category>()
    for (const path of categories) {
      let parent = top
      for (const name of path.split(' > ')) {
        const full = parent.path ? `${parent.path} > ${name}` : name
        let category = known.get(full)
        if (!category) {
          category = { path: full, name, count: 0, children: [] }
          known.set(full, category)
          parent.children.push(category)
        }
        inside.add(category)
        parent = category
      }
    }
    for (const category of inside) category.count++
  }
  for (const { children } of [top, ...known.values()]) children.sort((a, b) => b.count - a.count)
  let { children: roots } = top
  while (roots.length && roots[0].children.length && roots[0].count >= NEARLY_ALL * items.length)
    roots = roots[0].children
  return { roots, find: (path) => known.get(path) }
}

export function inCategory({ categories = [] }: Facts, path: string): boolean {
  return categories.some((own) => own === path || own.startsWith(`${path} > `))
}
