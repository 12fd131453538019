import { kindNamed, type Manifest } from '@tacit-rec/pack'
import { createMiddleware } from 'hono/factory'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { described, describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { lookupOf } from '../lookup.ts'
import { Problem } from '../problem.ts'
import { notPublished } from '../published.ts'
import { rankModel } from '../rank/model.ts'
import { rank as rankItems } from '../rank/rank.ts'
import { Facts, MAX_LIMIT } from '../schemas.ts'
import { maxBody } from './admin/body.ts'

const MAX_BODY = 1 << 17
/** As many events as the memory reads. */
const MAX_EVENTS = 500
const MAX_EXCLUDED = 1000
const MAX_TEXT = 1000

const LIMIT = `must be a whole number from 1 to ${MAX_LIMIT}`
const TIME = 'must be milliseconds since 1970 or an ISO time'
const FLAG = 'must be true or false'
const TEXT = `must be a text of at most ${MAX_TEXT} characters`
const EVENTS = `must be a list of at most ${MAX_EVENTS} events, oldest first`
const EXCLUDE = `must be a list of at most ${MAX_EXCLUDED} ids`

const text = v.pipe(v.string(TEXT), v.maxLength(MAX_TEXT, TEXT))

const History = v.object({
  events: v.pipe(
    v.array(
      v.object({
        kind: v.pipe(text, v.description('Such as `view` or `purchase`')),
        item: text,
        time: v.optional(
          v.pipe(
            v.union([v.number(), v.pipe(v.string(), v.isoTimestamp())], TIME),
            v.description(`${TIME}; absent: unknown`),
          ),
        ),
      }),
      EVENTS,
    ),
    v.maxLength(MAX_EVENTS, EVENTS),
    v.description('Oldest first'),
  ),
  limit: v.optional(
    v.pipe(
      v.number(LIMIT),
      v.integer(LIMIT),
      v.minValue(1, LIMIT),
      v.maxValue(MAX_LIMIT, LIMIT),
      v.description('Max number of items, 20 by default'),
    ),
    20,
  ),
  exclude: v.optional(
    v.pipe(
      v.array(text, EXCLUDE),
      v.maxLength(MAX_EXCLUDED, EXCLUDE),
      v.description('Ids of items to leave out'),
    ),
    [],
  ),
  include_seen: v.optional(
    v.pipe(
      v.boolean(FLAG),
      v.description('Absent: items of the history come last; true: by score; false: left out'),
    ),
  ),
  include_unlisted: v.optional(
    v.pipe(v.boolean(FLAG), v.description('Whether to list unlisted items; false by default')),
    false,
  ),
})

const RankedItems = v.object({
  items: v.array(v.looseObject({ ...Facts.entries, score: v.number() })),
  source: v.pipe(
    v.picklist(['model', 'popular']),
    v.description('`popular`: no event of the history counts; `score` is a number of users'),
  ),
  unknown: v.pipe(
    v.array(v.string()),
    v.description('Ids of the history that are not in the pack'),
  ),
})

/** @throws Problem 403 unless `RANK` names the catalogue */
const requireRank = described(
  createMiddleware<Edge>(async (c, next) => {
    const { catalogue } = c.var.storage
    const names = c.env.RANK?.split(/[\s,]+/) ?? []
    if (!names.includes(catalogue) && !names.includes('*'))
      throw new Problem(
        403,
        'Rank is off',
        `catalogue "${catalogue}" does not rank at the edge: name it in the variable RANK`,
      )
    await next()
  }),
  {
    problems: {
      403: 'The variable RANK does not name the catalogue, or the page is of another origin',
    },
  },
)

/** Ranks for a history that a server, a mail or a crawler sends. Nothing of it is kept or logged. */
export const rank = new Hono<Edge>().post(
  '/rank',
  describeRoute({
    summary: 'Rank items for a history; off unless configured, never cached, never logged',
    answers: { 200: { description: 'Items, best first', schema: RankedItems } },
    problems: {
      404: 'Nothing is published',
      409: 'The pack has no index',
      415: 'The body is not application/json',
      422: 'A field is not valid, or the tables of the pack do not fit into the memory of the edge',
    },
  }),
  requireRank,
  maxBody(MAX_BODY),
  validate('json', History),
  async (c) => {
    const { storage } = c.var
    const { events, limit, exclude, include_seen, include_unlisted } = c.req.valid('json')
    const current = await storage.current()
    if (!current) throw notPublished(storage)
    checkKinds(current.manifest, events)
    const lookup = lookupOf(storage, current)
    const model = await rankModel(storage, current, lookup)
    const ids = [...new Set([...events.map(({ item }) => item), ...exclude])]
    const found = await lookup.rows(ids)
    const rows = new Map(ids.map((id, n) => [id, found[n]]))
    const history = events.flatMap(({ item: id, kind, time }) => {
      const item = rows.get(id)
      const at = typeof time === 'string' ? Date.parse(time) : time
      return item === undefined ? [] : [{ item, kind, time: at }]
    })
    const { best, isWanted } = rankItems(model, history, {
      limit,
      exclude: new Set(exclude.flatMap((id) => rows.get(id) ?? [])),
      includeSeen: include_seen,
      includeUnlisted: include_unlisted,
    })
    const popular = best ? null : await lookup.popular('')
    const listed = best ?? popular!.entries.filter(({ row }) => isWanted(row)).slice(0, limit)
    const facts = await lookup.facts(listed.map(({ row }) => row))
    return c.json<v.InferOutput<typeof RankedItems>>({
      items: facts.map((item, n) => ({ ...item, score: listed[n].score })),
      source: best ? 'model' : 'popular',
      unknown: [...new Set(events.map(({ item }) => item))].filter(
        (id) => rows.get(id) === undefined,
      ),
    })
  },
)

/** @throws Problem 422 for a kind that neither the pack nor the vocabulary knows */
function checkKinds({ kinds }: Manifest, events: readonly { kind: string }[]): void {
  const known = new Set(kinds.map(({ name }) => name))
  for (const [n, { kind }] of events.entries()) {
    if (known.has(kind)) continue
    if (!kindNamed(kind))
      throw new Problem(
        422,
        `Bad events.${n}.kind`,
        `events.${n}.kind "${kind.slice(0, 60)}" is no kind of event: use one of ` +
          kinds.map(({ name }) => name).join(', '),
      )
    known.add(kind)
  }
}
