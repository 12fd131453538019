import { env as bindings, exports } from 'cloudflare:workers'
import type { DurableObjectNamespace } from '@cloudflare/workers-types'
import { fromBase64 } from '@tacit-rec/pack'
import { expect } from 'vitest'
import {
  blindInput,
  joinRecords,
  type Parameters,
  readParameters,
  SEALED_BYTES,
  TOKEN_BYTES,
} from '../../contribute/index.ts'
import { CATALOGUES, SIGNING_KEY } from './settings.ts'

export const env = bindings as { EPOCHS: DurableObjectNamespace }
export const PINNED = `ed25519:${SIGNING_KEY.x}`
const SLOTS = 6

/** A request through the Worker's own entry, as from an address. */
export function server(path: string, init: RequestInit = {}, address = nextAddress()) {
  const worker = exports as unknown as { default: { fetch: typeof fetch } }
  const headers = { 'cf-connecting-ip': address, ...init.headers }
  return worker.default.fetch(`https://random.example${path}`, { ...init, headers })
}

let addresses = 0
/** An address in a network of its own. */
export function nextAddress(): string {
  addresses++
  return `10.${addresses >> 8}.${addresses & 255}.7`
}

export async function parametersOf(catalogue: keyof typeof CATALOGUES): Promise<Parameters> {
  const response = await server(`/v1/c/${catalogue}/parameters`)
  expect(response.status).toBe(200)
  const { clusters } = CATALOGUES[catalogue]
  return readParameters(await response.text(), PINNED, { catalogue, clusters, now: Date.now() })
}

/** Blinded slots of a device that has nothing to give. */
export const blindedSlots = (slots = SLOTS) =>
  Array.from({ length: slots }, (_, n) => blindInput(new Uint8Array(TOKEN_BYTES).fill(n)))

export const post = (path: string, body: Uint8Array, address?: string) =>
  server(path, { method: 'POST', body: body as BodyInit }, address)

export const evaluation = ({ catalogue, epoch }: Parameters, address?: string) =>
  post(
    `/v1/c/${catalogue}/epochs/${epoch}/evaluate`,
    joinRecords(blindedSlots().map(({ blinded }) => blinded)),
    address,
  )

/** Sealed messages are random bytes here: the randomness server cannot tell. */
export function sealedSlots(slots = SLOTS): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(slots * SEALED_BYTES))
}

export const deposit = ({ catalogue, epoch }: Parameters, body = sealedSlots(), address?: string) =>
  post(`/v1/c/${catalogue}/epochs/${epoch}/messages`, body, address)

/** The object that holds a catalogue's epochs. */
export const objectOf = (catalogue: string) =>
  env.EPOCHS.get(env.EPOCHS.idFromName(catalogue)) as never

/** What the edge has been sent, by path. */
export async function released(catalogue: string): Promise<Record<string, Uint8Array>> {
  const response = await fetch(`https://edge.example/v1/c/${catalogue}/releases/`)
  const stored = (await response.json()) as Record<string, string>
  return Object.fromEntries(Object.entries(stored).map(([path, text]) => [path, fromBase64(text)]))
}
