import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { Problem } from '../../problem.ts'
import { CatalogueName } from '../../schemas.ts'
import {
  changeTenant,
  hashKey,
  LimitsSchema,
  listTenants,
  MIN_KEY,
  NO_TENANT,
  OriginsSchema,
  readTenant,
  SignersSchema,
  type Tenant,
} from '../../tenants.ts'
import { requireName } from '../name.ts'
import { requireOperator } from './auth.ts'
import { maxBody } from './body.ts'

const Record = v.object({
  catalogue: v.string(),
  keys: v.array(v.object({ id: v.string(), created: v.string() })),
  origins: v.array(v.string()),
  limits: LimitsSchema,
  signers: v.array(v.string()),
})
const Records = v.object({ tenants: v.array(Record) })

const Change = v.strictObject({
  key: v.optional(
    v.pipe(v.string(), v.minLength(MIN_KEY, `must have at least ${MIN_KEY} characters`)),
  ),
  origins: v.optional(OriginsSchema),
  limits: v.optional(LimitsSchema),
  signers: v.optional(SignersSchema),
})

const Catalogue = v.object({ catalogue: CatalogueName })

/** Keys, origins and limits of catalogues. All require the admin token. */
export const tenants = new Hono<Edge>()
  .use(requireOperator)
  .use('/:catalogue', requireName)
  .get(
    '/',
    describeRoute({
      summary: 'List catalogues that have keys, origins or limits of their own',
      answers: { 200: { description: 'Their records; keys by id', schema: Records } },
    }),
    async (c) => {
      const names = await listTenants(c.env.PACKS)
      const records = await Promise.all(
        names.map(async (name) =>
          recordOf(name, (await readTenant(c.env.PACKS, name)) ?? NO_TENANT),
        ),
      )
      return c.json<v.InferOutput<typeof Records>>({ tenants: records })
    },
  )
  .put(
    '/:catalogue',
    describeRoute({
      summary: 'Add a key to a catalogue, or set its origins, limits or signers',
      answers: { 200: { description: 'The record', schema: Record } },
      problems: { 422: 'A field is not valid' },
    }),
    validate('param', Catalogue),
    maxBody(1 << 14),
    validate('json', Change),
    async (c) => {
      const { catalogue } = c.req.valid('param')
      const { key, ...settings } = c.req.valid('json')
      const added = key === undefined ? null : await hashKey(key)
      const tenant = await changeTenant(c.env.PACKS, catalogue, (before) => {
        const others = before.keys.filter(({ id }) => id !== added?.id)
        return { ...before, ...settings, keys: added ? [...others, added] : before.keys }
      })
      return c.json<v.InferOutput<typeof Record>>(recordOf(catalogue, tenant))
    },
  )
  .delete(
    '/:catalogue',
    describeRoute({
      summary: 'Revoke a key of a catalogue, or all; origins, limits and packs stay',
      answers: { 200: { description: 'The record', schema: Record } },
      problems: { 404: 'No such catalogue or key' },
    }),
    validate('param', Catalogue),
    validate(
      'query',
      v.object({
        key: v.optional(v.pipe(v.string(), v.description('Id of the key; all without'))),
      }),
    ),
    async (c) => {
      const { catalogue } = c.req.valid('param')
      const { key } = c.req.valid('query')
      const before = await readTenant(c.env.PACKS, catalogue)
      if (!before || (key !== undefined && !before.keys.some(({ id }) => id === key)))
        throw new Problem(
          404,
          'Not found',
          before
            ? `catalogue "${catalogue}" has no key "${key}": tacit tenants list shows its keys`
            : `catalogue "${catalogue}" has no tenant: tacit tenants list shows those that have`,
        )
      const tenant = await changeTenant(c.env.PACKS, catalogue, ({ keys, ...rest }) => ({
        ...rest,
        keys: key === undefined ? [] : keys.filter(({ id }) => id !== key),
      }))
      return c.json<v.InferOutput<typeof Record>>(recordOf(catalogue, tenant))
    },
  )

function recordOf(catalogue: string, { keys, ...rest }: Tenant): v.InferOutput<typeof Record> {
  return { catalogue, keys: keys.map(({ id, created }) => ({ id, created })), ...rest }
}
