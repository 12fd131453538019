import { env as bindings, exports } from 'cloudflare:workers'
import type { R2Bucket } from '@cloudflare/workers-types'
import { fileName, type Manifest, sha256Hex } from '@tacit-rec/pack'
import { expect } from 'vitest'
import { indexed } from '../pack/indexed.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'

/** The Worker's bindings, as vitest.config.ts declares them. */
export const env = bindings as { PACKS: R2Bucket; ADMIN_TOKEN: string }
export const TOKEN = { authorization: 'Bearer correct-horse' }

const built = await randomPack({ items: 40, dim: 8, intents: 2, seed: 5 })
/** A small pack with its index, the same in every test. */
export const pack: BuiltPack = { ...built, ...(await indexed(built, built.loaded)) }

/** The pack's entry of a role. */
export const entryOf = (role: string) => pack.manifest.files.find((file) => file.role === role)!

/** A request through the Worker's own entry, as from the network. */
export function edge(path: string, init?: RequestInit): Promise<Response> {
  const worker = exports as unknown as { default: { fetch: typeof fetch } }
  return worker.default.fetch(`https://edge.example${path}`, init)
}

/** A catalogue of its own: what one test stores, no other sees. */
export interface Shop {
  name: string
  /** `/v1/c/NAME` */
  base: string
  get(path: string, headers?: HeadersInit): Promise<Response>
  put(name: string, body: BodyInit, headers?: Record<string, string>): Promise<Response>
  promote(manifest: unknown): Promise<Response>
  publish(built?: Pick<BuiltPack, 'manifest' | 'files'>): Promise<void>
}

let shops = 0

export function newShop(name = `shop-${++shops}`): Shop {
  const base = `/v1/c/${name}`
  const shop: Shop = {
    name,
    base,
    get: (path, headers) => edge(`${base}/${path}`, { headers }),
    put: (file, body, headers) =>
      edge(`${base}/admin/files/${file}`, {
        method: 'PUT',
        headers: { ...TOKEN, ...headers },
        body,
      }),
    promote(manifest) {
      const body = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
      return edge(`${base}/admin/promote`, { method: 'POST', headers: TOKEN, body })
    },
    async publish({ manifest, files } = pack) {
      for (const [file, bytes] of files) await shop.put(file, bytes as BodyInit)
      const response = await shop.promote(manifest)
      expect(response.status, await response.text()).toBe(200)
    },
  }
  return shop
}

/** The body of a problem, after the checks that hold for every problem. */
export async function problem(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body = (await response.json()) as Record<string, unknown>
  expect(body).toMatchObject({ type: 'about:blank', status: response.status })
  const policy = response.headers.get('cache-control')
  if (policy === 'public, max-age=10') {
    expect(response.status).toBe(404)
    expect(body).not.toHaveProperty('instance')
    expect(response.headers.get('x-request-id')).toBeNull()
  } else {
    expect(policy).toBe('no-store')
    expect(body.instance).toBe(`urn:request:${response.headers.get('x-request-id')}`)
  }
  return body
}

/** Bytes with the name that a pack file of a role has. */
export async function named(role: Parameters<typeof fileName>[0], bytes: Uint8Array) {
  const sha256 = await sha256Hex(bytes)
  return { name: fileName(role, sha256), sha256, bytes: bytes.length }
}

/** `content-digest` of bytes with a SHA-256. */
export function digest(sha256: string): { 'content-digest': string } {
  const bytes = sha256.match(/../g)!.map((hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { 'content-digest': `sha-256=:${btoa(bytes.join(''))}:` }
}

export type { Manifest }
