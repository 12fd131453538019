import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** An object of the bucket. */
interface Stored {
  bytes: Uint8Array<ArrayBufferLike>
  etag: string
  sha256?: string
  uploaded: number
  custom?: Field[]
}

/** Custom metadata. */
interface Field {
  k: string
  v: string
}

/** What workerd's R2 binding sends about an operation. */
interface Operation {
  method: 'head' | 'get' | 'put' | 'delete' | 'list'
  object?: string
  objects?: string[]
  prefix?: string
  limit?: number
  cursor?: string
  range?: { offset?: string; length?: string; suffix?: string }
  onlyIf?: { etagMatches?: Etag[]; etagDoesNotMatch?: Etag[] }
  sha256?: string
  customFields?: Field[]
}

interface Etag {
  type: 'strong' | 'weak' | 'wildcard'
  value?: string
}

/** How an operation goes wrong. */
export interface Fault {
  /** Milliseconds to wait before the answer. */
  delay?: number
  fail?: boolean
  /** Bytes to leave out at the end of the body. */
  truncate?: number
}

export interface Bucket {
  address: string
  objects: Map<string, Stored>
  /** Operations since the start, by method. */
  counts: Record<string, number>
  /** Called for every operation. */
  fault: (operation: { method: string; key: string }) => Fault | undefined
  put(key: string, bytes: Uint8Array, checked?: boolean): void
  close(): Promise<void>
}

/**
 * A bucket in memory that speaks what workerd's own R2 binding speaks, so that the binding under
 * test is the real one. Faults are injected behind the binding, where real ones are.
 */
export async function startBucket(): Promise<Bucket> {
  const server = createServer((request, response) => {
    answer(bucket, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const bucket: Bucket = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    counts: {},
    fault: () => undefined,
    put(key, bytes, checked = true) {
      bucket.objects.set(key, stored(bytes, checked ? hash('sha256', bytes) : undefined))
    },
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
  return bucket
}

const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex')

function stored(bytes: Uint8Array, sha256?: string): Stored {
  return { bytes, sha256, etag: hash('md5', bytes), uploaded: Date.now() }
}

async function answer(
  bucket: Bucket,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { operation, body } = await operationOf(request)
  const { method, object: key = operation.prefix ?? '' } = operation
  bucket.counts[method] = (bucket.counts[method] ?? 0) + 1
  const fault = bucket.fault({ method, key }) ?? {}
  if (fault.delay) await sleep(fault.delay)
  if (fault.fail) return refuse(response, 500, 10001, 'We encountered an internal error.')
  const held = bucket.objects.get(key)
  if (method === 'list') return list(bucket, operation, response)
  if (method === 'delete') {
    for (const gone of operation.objects ?? [key]) bucket.objects.delete(gone)
    return void response.end()
  }
  const met = meets(operation, held)
  if (method === 'put') {
    if (!met) return refuse(response, 412, 10031, 'Precondition failed.')
    if (operation.sha256 && operation.sha256 !== hash('sha256', body))
      return refuse(response, 400, 10037, 'The SHA-256 checksum does not match.')
    const put = { ...stored(body, operation.sha256), custom: operation.customFields }
    bucket.objects.set(key, put)
    return send(response, metadata(key, put))
  }
  if (!held) return refuse(response, 404, 10007, 'The specified key does not exist.')
  if (method === 'head') return send(response, metadata(key, held))
  if (!met) return refuse(response, 412, 10031, 'Precondition failed.', metadata(key, held))
  const range = rangeOf(operation, held.bytes.length)
  if (!range) return refuse(response, 416, 10039, 'The requested range is not satisfiable.')
  const bytes = held.bytes.subarray(range.offset, range.offset + range.length)
  send(response, metadata(key, held, range), bytes, fault.truncate)
}

/** A put has its operation before its body; the others have it in a header. */
async function operationOf(request: IncomingMessage) {
  const header = request.headers['cf-r2-request']
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const all = Buffer.concat(chunks)
  if (typeof header === 'string') return { operation: JSON.parse(header) as Operation, body: all }
  const size = Number(request.headers['cf-r2-metadata-size'])
  const operation = JSON.parse(all.subarray(0, size).toString()) as Operation
  return { operation, body: all.subarray(size) }
}

function meets({ onlyIf }: Operation, held: Stored | undefined): boolean {
  const has = (tags: Etag[]) =>
    held !== undefined && tags.some(({ type, value }) => type === 'wildcard' || value === held.etag)
  if (onlyIf?.etagMatches && !has(onlyIf.etagMatches)) return false
  return !(onlyIf?.etagDoesNotMatch && has(onlyIf.etagDoesNotMatch))
}

function rangeOf({ range }: Operation, size: number): { offset: number; length: number } | null {
  if (!range) return { offset: 0, length: size }
  const suffix = range.suffix === undefined ? undefined : Number(range.suffix)
  const offset = suffix === undefined ? Number(range.offset ?? 0) : Math.max(0, size - suffix)
  const length = Math.min(Number(range.length ?? size), size - offset)
  return length > 0 ? { offset, length } : null
}

function metadata(key: string, held: Stored, range?: { offset: number; length: number }) {
  const { bytes, etag, sha256, uploaded, custom = [] } = held
  const checksums = { 0: etag, ...(sha256 && { 2: sha256 }) }
  const fields = { httpFields: {}, customFields: custom, range, checksums }
  return { name: key, version: etag, size: bytes.length, etag, uploaded, ...fields }
}

function list(bucket: Bucket, operation: Operation, response: ServerResponse): void {
  const { prefix = '', limit = 1000, cursor = '' } = operation
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && key > cursor)
  const page = keys.sort().slice(0, limit)
  const objects = page.map((key) => metadata(key, bucket.objects.get(key)!))
  const truncated = page.length < keys.length
  const next = truncated ? { cursor: page.at(-1) } : {}
  send(response, { objects, truncated, ...next, delimitedPrefixes: [] })
}

function send(
  response: ServerResponse,
  meta: object,
  bytes: Uint8Array = new Uint8Array(),
  cut = 0,
): void {
  const json = Buffer.from(JSON.stringify(meta))
  response.setHeader('cf-r2-metadata-size', json.length)
  response.setHeader('content-length', json.length + bytes.length)
  response.write(json)
  if (!cut) return void response.end(bytes)
  // A connection that breaks before the promised length.
  response.write(bytes.subarray(0, Math.max(0, bytes.length - cut)), () => response.destroy())
}

function refuse(
  response: ServerResponse,
  status: number,
  v4code: number,
  message: string,
  meta?: object,
): void {
  response.statusCode = status
  response.setHeader('cf-r2-error', JSON.stringify({ version: 1, v4code, message }))
  if (meta) send(response, meta)
  else response.end()
}
