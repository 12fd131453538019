const KEY = 'lantern basket'

/** The items that a visitor wants to buy, stored on the device so that they survive a reload. */
export interface Basket {
  readonly ids: readonly string[]
  has(id: string): boolean
  add(id: string): void
  remove(id: string): void
  clear(): void
  subscribe(listener: () => void): void
}

/** Restores the basket. @param known whether the catalogue still has an item */
export function openBasket(known: (id: string) => boolean): Basket {
  const listeners: (() => void)[] = []
  let ids = read().filter(known)

  function change(next: string[]): void {
    ids = next
    try {
      if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids))
      else localStorage.removeItem(KEY)
    } catch {
      // Storage is full or blocked: the basket lasts until the page is closed.
    }
    for (const listener of listeners) listener()
  }

  return {
    get ids() {
      return ids
    },
    has: (id) => ids.includes(id),
    add: (id) => change([...ids.filter((other) => other !== id), id]),
    remove: (id) => change(ids.filter((other) => other !== id)),
    clear: () => change([]),
    subscribe: (listener) => void listeners.push(listener),
  }
}

function read(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}
