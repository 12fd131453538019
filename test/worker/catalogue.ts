import { env, exports } from 'cloudflare:workers'
import { generateKeyPairSync } from 'node:crypto'
import type { R2Bucket } from '@cloudflare/workers-types'
import { type Manifest, type PrivateKey, signEnvelope } from '@tacit-rec/pack'
import type { BuiltPack } from '../pack/random-pack.ts'

export const OPERATOR = 'correct-horse'
/** The bucket of the Worker, to look behind it. */
export const bucket = (env as { PACKS: R2Bucket }).PACKS

/** A request through the Worker's own entry, as from the network. */
export function edge(path: string, init?: RequestInit): Promise<Response> {
  const worker = exports as unknown as { default: { fetch: typeof fetch } }
  return worker.default.fetch(`https://edge.example${path}`, init)
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A catalogue as its operator uses it. */
export function catalogueOf(name: string, token = OPERATOR) {
  const base = `/v1/c/${name}`
  const headers = bearer(token)
  const promote = (body: BodyInit, query = '') =>
    edge(`${base}/admin/promote${query}`, { method: 'POST', headers, body })
  return {
    name,
    base,
    get: (path: string, init?: RequestInit) => edge(`${base}/${path}`, init),
    admin: (path: string, init?: RequestInit) =>
      edge(`${base}/admin/${path}`, { headers, ...init }),
    upload: async ({ files }: Pick<BuiltPack, 'files'>) => {
      for (const [file, body] of files) {
        const path = `${base}/admin/files/${file}`
        await edge(path, { method: 'PUT', headers, body: body as BodyInit })
      }
    },
    promote,
    bare: (manifest: object, query?: string) => promote(JSON.stringify(manifest), query),
    signed: async (manifest: object, keys: PrivateKey[], query?: string) =>
      promote(await envelopeOf(manifest, keys), query),
    sequence: async () => ((await (await edge(`${base}/manifest`)).json()) as Manifest).sequence,
  }
}

export async function envelopeOf(
  manifest: object,
  keys: PrivateKey[],
): Promise<Uint8Array<ArrayBuffer>> {
  return signEnvelope(new TextEncoder().encode(JSON.stringify(manifest)), keys)
}

export function newKey(): PrivateKey {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as PrivateKey
}

/** Status, and the detail of a problem. */
export async function outcome(response: Response): Promise<[number, string]> {
  const body = (await response.json()) as { detail?: string }
  return [response.status, body.detail ?? '']
}

/** Every object below a prefix, with its ETag. */
export async function objectsOf(prefix: string): Promise<string[]> {
  const { objects } = await bucket.list({ prefix })
  return objects.map(({ key, etag }) => `${key} ${etag}`)
}
