import type { ItemFacts } from '@tacit-rec/pack'
import * as v from 'valibot'

const MAX_LIMIT = 100
const RANGE = `must be a whole number from 1 to ${MAX_LIMIT}`

/** Query parameter: how many items to return. */
export const Limit = v.pipe(
  v.optional(v.string(), '20'),
  v.transform(Number),
  v.number(RANGE),
  v.integer(RANGE),
  v.minValue(1, RANGE),
  v.maxValue(MAX_LIMIT, RANGE),
  v.description('Max number of items, 20 by default'),
)

/** Path parameter: one item. */
export const ItemId = v.pipe(v.string(), v.description('Id of the item'))

/** The catalogue's facts about one item; the site's own columns are added to these. */
export const Facts = v.looseObject({
  id: v.string(),
  title: v.optional(v.string()),
  categories: v.optional(v.array(v.string())),
  description: v.optional(v.string()),
  url: v.optional(v.string()),
  image: v.optional(v.string()),
  price: v.optional(v.number()),
  availability: v.optional(v.string()),
}) satisfies v.GenericSchema<ItemFacts>
