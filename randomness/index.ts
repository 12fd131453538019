import type { DurableObjectNamespace } from '@cloudflare/workers-types'
import { SEALED_BYTES } from '@tacit-rec/contribute'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { Hono } from 'hono/quick'
import { catalogueOf } from './catalogues.ts'
import type { Epochs, Outcome } from './epochs.ts'
import { Refusal } from './refusal.ts'
import type { Settings } from './settings.ts'

export { Epochs } from './epochs.ts'

type Bound = {
  Bindings: Settings & {
    /** One object a catalogue: keys, counters and held messages. */
    EPOCHS: DurableObjectNamespace<Epochs>
  }
}

/** 300 slots are the most that parameters allow. */
const MAX_BODY = 300 * SEALED_BYTES

/**
 * The randomness server: evaluates blinded tokens, holds sealed messages, and releases them once the
 * epoch's key is destroyed. It sees addresses and times, and no content. It logs nothing.
 */
const app = new Hono<Bound>()
  .use(cors({ origin: '*', allowMethods: ['GET', 'POST'], maxAge: 86_400 }))
  .use(bodyLimit({ maxSize: MAX_BODY, onError: tooLarge }))
  .get('/healthz', (c) => c.text('ok'))
  .get('/v1/c/:catalogue/parameters', async (c) => {
    const { name } = catalogueOf(c.env, c.req.param('catalogue'))
    const text = await objectOf(c, name).parameters(name)
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  })
  .get('/v1/c/:catalogue/epochs/:epoch{[0-9]+}', async (c) => {
    const { name } = catalogueOf(c.env, c.req.param('catalogue'))
    const record = await objectOf(c, name).record(Number(c.req.param('epoch')))
    if (!record) throw new Refusal(404, `epoch ${c.req.param('epoch')} has never been open`)
    return c.json(record, 200, { 'cache-control': 'no-store' })
  })
  .post('/v1/c/:catalogue/epochs/:epoch{[0-9]+}/evaluate', async (c) => {
    const { name, epoch, address, body } = await given(c)
    return answer(c, await objectOf(c, name).evaluate(name, epoch, address, body))
  })
  .post('/v1/c/:catalogue/epochs/:epoch{[0-9]+}/messages', async (c) => {
    const { name, epoch, address, body } = await given(c)
    return answer(c, await objectOf(c, name).hold(name, epoch, address, body))
  })
  .notFound((c) => problem(c, 404, 'no route has this path: docs/private-learning.md lists them'))
  .onError((error, c) =>
    error instanceof Refusal
      ? problem(c, error.status, error.message)
      : problem(c, 500, 'the randomness server failed: try again later'),
  )

export default app

function tooLarge(): never {
  throw new Refusal(413, `the body has more than ${MAX_BODY} bytes, the most that any epoch takes`)
}

function objectOf(c: Context<Bound>, catalogue: string) {
  return c.env.EPOCHS.get(c.env.EPOCHS.idFromName(catalogue))
}

async function given(c: Context<Bound>) {
  return {
    name: catalogueOf(c.env, c.req.param('catalogue') ?? '').name,
    epoch: Number(c.req.param('epoch')),
    address: c.req.header('cf-connecting-ip') ?? '',
    body: new Uint8Array(await c.req.arrayBuffer()),
  }
}

function answer(c: Context<Bound>, outcome: Outcome) {
  if ('status' in outcome) return problem(c, outcome.status, outcome.detail)
  const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }
  return c.body(outcome.body as Uint8Array<ArrayBuffer>, 200, headers)
}

function problem(c: Context<Bound>, status: Refusal['status'] | 500, detail: string) {
  const body = JSON.stringify({ type: 'about:blank', status, detail })
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  return c.body(body, status, headers)
}
