import {
  computed,
  defineComponent,
  h,
  type MaybeRefOrGetter,
  onBeforeUnmount,
  onMounted,
  type PropType,
  type Ref,
  ref,
  shallowRef,
  toValue,
  watch,
} from 'vue'
import {
  defineShelf,
  type Followed,
  follow,
  type ListRequest,
  type Source,
  type TacitShelf,
} from '../elements/index.ts'
import type { Recommendation, Recommendations } from '../types.ts'

/**
 * A list that stays up to date. On a server, and before the first list, it has no items.
 *
 * @param recommender null while there is none
 * @example
 * const { items } = useRecommendations(tacit, { limit: 5 })
 */
export function useRecommendations(
  recommender: MaybeRefOrGetter<Source | null | undefined>,
  request: MaybeRefOrGetter<ListRequest> = {},
): {
  /** Null before the first list, and on a server. */
  listing: Ref<Recommendations | null>
  items: Readonly<Ref<Recommendation[]>>
  refresh(): void
} {
  const listing = shallowRef<Recommendations | null>(null)
  let followed: Followed | null = null
  function start(): void {
    followed?.stop()
    const source = toValue(recommender)
    const heard = (next: Recommendations) => {
      listing.value = next
    }
    followed = source ? follow(source, () => toValue(request), heard) : null
  }
  onMounted(() =>
    watch([() => toValue(recommender), () => toValue(request)], start, {
      immediate: true,
      deep: 2,
    }),
  )
  onBeforeUnmount(() => followed?.stop())
  return {
    listing,
    items: computed(() => listing.value?.items ?? []),
    refresh: () => followed?.refresh(),
  }
}

/**
 * `<tacit-shelf>` for Vue 3. Slots: `default` until the list is ready, `item` for a card.
 *
 * @example
 * <Shelf :recommender="tacit" :limit="6" label="For you" href="/items/{id}" />
 */
export const Shelf = defineComponent({
  name: 'TacitShelf',
  props: {
    /** Default: the recommender that was given to `provide`. */
    recommender: { type: Object as PropType<Source | null>, default: null },
    /** Options that have no property of their own, such as `filter`. */
    request: { type: Object as PropType<ListRequest>, default: () => ({}) },
    list: String as PropType<ListRequest['list']>,
    item: String,
    limit: Number,
    placement: String,
    category: String,
    label: String,
    locale: String,
    href: String,
    reasons: { type: Boolean, default: true },
    track: Boolean,
  },
  emits: { shown: (_: Recommendations) => true },
  setup(props, { slots, emit }) {
    const element = ref<TacitShelf>()
    const items = shallowRef<Recommendation[]>([])
    onMounted(() => {
      defineShelf()
      const give = () => {
        const { recommender, request } = props
        Object.assign(element.value!, { card: slots.item ? null : undefined, request, recommender })
      }
      watch([() => props.recommender, () => props.request], give, { immediate: true })
    })
    function onShown({ detail }: CustomEvent<{ listing: Recommendations }>): void {
      items.value = detail.listing.items
      emit('shown', detail.listing)
    }
    return () => {
      const { list, item, limit, placement, category, label, locale, href, reasons, track } = props
      // A caret makes an attribute of it, also where the element has a property of that name.
      const attributes = Object.entries({
        list,
        item,
        limit,
        placement,
        category,
        label,
        locale,
        href,
      })
      return h(
        'tacit-shelf',
        {
          ...Object.fromEntries(attributes.map(([name, value]) => [`^${name}`, value])),
          '^reasons': reasons ? undefined : 'off',
          '^track': track ? '' : undefined,
          ref: element,
          onTacitShown: onShown,
        },
        [
          slots.default?.(),
          slots.item &&
            items.value.map((found) =>
              h('div', { key: found.id, slot: `item:${found.id}` }, slots.item?.({ item: found })),
            ),
        ],
      )
    }
  },
})
