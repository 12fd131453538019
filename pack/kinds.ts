/** A kind of event that Tacit knows. */
export interface Kind {
  name: string
  /** Weight of an event as a positive; 0: it is none. */
  weight: number
  /** Whether it says that the person does not want the item. */
  dislike?: true
  /** The kind that it takes back, of the same person and item. */
  undoes?: string
  /** Other names, in lower case, words joined by `_`. */
  aliases: readonly string[]
}

/** The vocabulary of kinds, `view` first; every manifest carries all of them. */
export const KINDS: readonly Kind[] = [
  { name: 'view', weight: 1, aliases: ['page_view', 'view_item', 'click_item'] },
  { name: 'click', weight: 1, aliases: ['clickout', 'select_item'] },
  { name: 'cart', weight: 2, aliases: ['add_to_cart', 'addtocart'] },
  { name: 'purchase', weight: 3, aliases: ['transaction', 'buy', 'order'] },
  { name: 'save', weight: 2, aliases: ['add_to_wishlist', 'fav', 'bookmark', 'like'] },
  { name: 'rate', weight: 1, aliases: ['rating', 'review'] },
  { name: 'share', weight: 2, aliases: [] },
  { name: 'query', weight: 0, aliases: ['search', 'view_search_results'] },
  { name: 'hide', weight: 0, dislike: true, aliases: ['not_interested'] },
  { name: 'dislike', weight: 0, dislike: true, aliases: ['thumbs_down'] },
  { name: 'impression', weight: 0, aliases: ['view_item_list'] },
  { name: 'remove_from_cart', weight: 0, undoes: 'cart', aliases: ['removefromcart'] },
  { name: 'unsave', weight: 0, undoes: 'save', aliases: ['remove_from_wishlist'] },
  { name: 'refund', weight: 0, undoes: 'purchase', aliases: ['return'] },
]

const BY_NAME = new Map(KINDS.flatMap((kind) => [kind.name, ...kind.aliases].map((n) => [n, kind])))

/** The kind of a name or alias, whatever its case, spaces and hyphens; null for another. */
export function kindNamed(name: string): Kind | null {
  const plain = name
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s.-]+/g, '_')
  return BY_NAME.get(plain) ?? null
}
