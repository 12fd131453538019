import { FIELDS, type Field } from '@tacit-rec/contribute'
import type { PrivateKey } from '@tacit-rec/pack'
import * as v from 'valibot'
import { Refusal } from './refusal.ts'
import type { Settings } from './settings.ts'

/** A field of the parameters, as the operator states it. */
const stated = <T>({ is, must }: Field<T>) => v.custom<T>(is, must)

/** What the operator states for a catalogue. A change holds from the next epoch. */
const CatalogueSchema = v.object({
  /** Where releases go: `https://edge.example`. */
  edge: v.pipe(v.string(), v.url()),
  threshold: stated(FIELDS.threshold),
  sample: stated(FIELDS.sample),
  pairs: stated(FIELDS.pairs),
  measure: v.optional(stated(FIELDS.measure), 0),
  clusters: stated(FIELDS.clusters),
  seal: stated(FIELDS.seal),
  /** How many devices are expected in an epoch. Evaluations stop at 1.2 times their slots. */
  devices: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
})
export const CataloguesSchema = v.record(v.string(), CatalogueSchema)

/** All that an object needs to know of its catalogue. */
export interface Catalogue extends v.InferOutput<typeof CatalogueSchema> {
  name: string
  epochMs: number
  signingKey: PrivateKey
}

/** @throws Refusal 404 for a catalogue that is not served, 503 if the Worker is not set up */
export function catalogueOf(env: Settings, name: string): Catalogue {
  const all = v.safeParse(CataloguesSchema, parsed(env.CATALOGUES))
  if (!all.success) throw notConfigured(`CATALOGUES is not valid: ${v.getDotPath(all.issues[0])}`)
  if (!Object.hasOwn(all.output, name))
    throw new Refusal(404, `catalogue "${name}" is not served here: check the name`)
  const signingKey = parsed(env.SIGNING_KEY) as PrivateKey | undefined
  if (!signingKey?.d) throw notConfigured('the secret SIGNING_KEY is no private key')
  return {
    ...all.output[name],
    name,
    epochMs: 1000 * Number(env.EPOCH_SECONDS),
    signingKey,
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function notConfigured(why: string): Refusal {
  return new Refusal(503, `the randomness server is not set up: ${why}`)
}
