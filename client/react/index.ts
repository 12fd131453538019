import {
  createElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useReducer,
  useRef,
  useState,
} from 'react'
import type { TacitShelf } from '../elements/index.ts'
import {
  defineShelf,
  type Followed,
  follow,
  type ListRequest,
  type Source,
} from '../elements/index.ts'
import type { Recommendation, Recommendations } from '../types.ts'

export interface UsedRecommendations {
  /** Null before the first list, and on a server. */
  listing: Recommendations | null
  items: Recommendation[]
  refresh(): void
}

/**
 * A list that stays up to date. On a server, and before the first list, it has no items.
 *
 * @param recommender null while there is none
 * @example
 * const { items } = useRecommendations(tacit, { limit: 5 })
 */
export function useRecommendations(
  recommender: Source | null | undefined,
  request: ListRequest = {},
): UsedRecommendations {
  const [listing, setListing] = useState<Recommendations | null>(null)
  const latest = useRef(request)
  const followed = useRef<Followed | null>(null)
  // Functions are new at each render; they are read at the next call.
  const key = JSON.stringify(request)
  useEffect(() => {
    latest.current = request
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another request makes another list
  useEffect(() => {
    if (!recommender) return
    followed.current = follow(recommender, () => latest.current, setListing)
    return () => followed.current?.stop()
  }, [recommender, key])
  return {
    listing,
    items: listing?.items ?? [],
    refresh: () => followed.current?.refresh(),
  }
}

export interface ShelfProps extends ListRequest {
  /** Default: the recommender that was given to `provide`. */
  recommender?: Source | null
  label?: string
  locale?: string
  /** Address of an item's page, with `{id}`. */
  href?: string
  /** Default true. */
  reasons?: boolean
  /** Tracks clicks and impressions, with the listing. */
  track?: boolean
  className?: string
  /** Renders the card of an item. */
  renderItem?: (item: Recommendation) => ReactNode
  /** Content until the list is ready, and elements with a `slot`. */
  children?: ReactNode
  onShown?: (listing: Recommendations) => void
}

/**
 * `<tacit-shelf>` for React 18 and 19. A server renders the children.
 *
 * @example
 * <Shelf recommender={tacit} limit={6} label="For you" href="/items/{id}" />
 */
export function Shelf(props: ShelfProps): ReactElement {
  const {
    recommender,
    label,
    locale,
    href,
    reasons,
    track,
    className,
    renderItem,
    children,
    onShown,
    ...request
  } = props
  const element = useRef<TacitShelf>(null)
  const shown = useRef(onShown)
  const [items, setItems] = useReducer((_: Recommendation[], next: Recommendation[]) => next, [])
  const key = JSON.stringify(request)
  const hasCards = !!renderItem
  useEffect(() => {
    shown.current = onShown
  })
  useEffect(() => {
    defineShelf()
    const shelf = element.current!
    const heard = () => {
      setItems(shelf.listing?.items ?? [])
      if (shelf.listing) shown.current?.(shelf.listing)
    }
    shelf.addEventListener('tacit-shown', heard)
    return () => shelf.removeEventListener('tacit-shown', heard)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: functions are new at each render
  useEffect(() => {
    const { list, item, limit, placement, category, ...more } = request
    Object.assign(element.current!, { card: hasCards ? null : undefined, request: more })
  }, [key, hasCards])
  useEffect(() => {
    element.current!.recommender = recommender ?? null
  }, [recommender])
  const { list, item, limit, placement, category } = request
  return createElement(
    'tacit-shelf',
    {
      ref: element,
      class: className,
      list,
      item,
      limit,
      placement,
      category,
      label,
      locale,
      href,
      reasons: reasons === false ? 'off' : undefined,
      track: track ? '' : undefined,
    },
    children,
    renderItem &&
      items.map((found) =>
        createElement('div', { key: found.id, slot: `item:${found.id}` }, renderItem(found)),
      ),
  )
}
