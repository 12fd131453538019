const KEY = 'lantern basket'

/** What a person means to buy. Kept on this device so that a reload does not lose it. */
export interface Basket {
  readonly ids: readonly string[]
  has(id: string): boolean
  add(id: string): void
  remove(id: string): void
  clear(): void
  subscribe(listener: () => void): void
}

export function openBasket(known: (id: string) => boolean): Basket {
  const listeners: (() => void)[] = []
  let ids = read().filter(known)

  function change(next: string[]): void {
    ids = next
    try {
      if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids))
      else localStorage.removeItem(KEY)
    } catch {
      // Storage is full or forbidden: the basket lasts as long as the page.
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
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}
