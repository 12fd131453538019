import type { Facts } from '@tacit-rec/client'

/** A node of the category tree. */
export interface Category {
  /** `Fiction > Crime` */
  path: string
  /** `Crime` */
  name: string
  /** Items in it and below it. */
  count: number
  /** Largest first. */
  children: Category[]
}

/** A root with at least this share of the items is skipped: its children are the departments. */
const MIN_SKIPPED_SHARE = 0.95

export interface Categories {
  /** Departments, largest first. */
  roots: Category[]
  find(path: string): Category | undefined
}

/** Builds the tree from the items' paths. An item counts once in each of its categories. */
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
  while (
    roots.length &&
    roots[0].children.length &&
    roots[0].count >= MIN_SKIPPED_SHARE * items.length
  )
    roots = roots[0].children
  return { roots, find: (path) => known.get(path) }
}

export function inCategory({ categories = [] }: Facts, path: string): boolean {
  return categories.some((own) => own === path || own.startsWith(`${path} > `))
}
