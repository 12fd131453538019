import { EXTENSIONS, type ItemFacts, UNLISTED } from '@tacit-rec/pack'
import * as v from 'valibot'

/** Max number of items in a list. */
export const MAX_LIMIT = 100
const RANGE = `must be a whole number from 1 to ${MAX_LIMIT}`

/** Path parameter: a catalogue. */
export const CatalogueName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  v.description('Name of the catalogue, such as `default`'),
)

/** Query parameter: how many items to return. */
export const Limit = v.pipe(
  v.optional(v.string(), '20'),
  // Number() reads 1e1, 0x10 and spaces too.
  v.regex(/^[1-9][0-9]{0,2}$/, RANGE),
  v.transform(Number),
  v.number(RANGE),
  v.integer(RANGE),
  v.minValue(1, RANGE),
  v.maxValue(MAX_LIMIT, RANGE),
  v.description('Max number of items, 20 by default'),
)

const FILE_NAME = new RegExp(
  `^[a-z][a-z-]{0,39}\\.[0-9a-f]{16}\\.(${EXTENSIONS.map((each) => each.replace('.', '\\.')).join('|')})$`,
)

/** Path parameter: a name in the form of pack files. */
export const PackFileName = v.pipe(
  v.string(),
  v.regex(FILE_NAME, 'is not a name of a pack file: use ROLE.HASH.EXTENSION'),
  v.description('ROLE.HASH.EXTENSION'),
)

const FLAG = 'must be true or false'

/** Query parameter: whether the list shows unlisted items too. */
export const IncludeUnlisted = v.pipe(
  v.optional(v.picklist(['true', 'false'], FLAG), 'false'),
  v.transform((text) => text === 'true'),
  v.description('Whether to list items that are unavailable, drafts or unknown; false by default'),
)

/** Query parameter: whether a guard is passed over. */
export const Force = v.pipe(
  v.optional(v.picklist(['true', 'false'], FLAG), 'false'),
  v.transform((text) => text === 'true'),
  v.description('Whether to skip the guards against mistakes; false by default'),
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
  currency: v.optional(v.pipe(v.string(), v.description('ISO 4217 code of the price'))),
  availability: v.optional(
    v.pipe(v.string(), v.description('Such as `in stock`, `preorder` or `out of stock`')),
  ),
  unlisted: v.optional(
    v.pipe(
      v.picklist(UNLISTED),
      v.description('Why lists leave the item out; absent: they do not'),
    ),
  ),
}) satisfies v.GenericSchema<ItemFacts>
