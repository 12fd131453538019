import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildPack, openPackFrom } from '@tacit-rec/pack'
import {
  evaluate,
  joinEvaluated,
  openerOf,
  type Parameters,
  signParameters,
  slotsOf,
  splitBlinded,
  splitSealed,
} from '../../contribute/index.ts'
import { SCRIPT } from '../browser/history-page.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { shopContents } from '../client/shop.ts'
import { key, parameters, sealKeys } from './visitors.ts'

/** Without it a page does not see an answer. */
const CORS = 'access-control-allow-origin'

/** A randomness server of the room's own functions, which keeps what it is sent. */
export interface SecondParty {
  url: string
  /** As pages pin it. */
  key: string
  /** Of the epoch that is open. */
  terms: Parameters
  /** Every request: its path and the bytes of its body. */
  seen: { path: string; bytes: number }[]
  /** Bodies with messages, in order. */
  bodies: Uint8Array[]
  /** Status of the answers to messages; 0: none, the connection stays open. */
  answers: number
  /** Fails the requests that wait for an answer, in a way that no browser tries again by itself. */
  fail(): void
  /** Milliseconds that it has evaluated. */
  busy: number
  /** Begins an epoch that ends after some milliseconds. */
  begin(length: number): void
  /** Tags of the messages in a body, as hex. */
  tags(body: Uint8Array): Promise<string[]>
  close(): Promise<void>
}

/** @param clusters SHA-256 of the pack's clusters, hex */
async function startSecondParty(clusters: string): Promise<SecondParty> {
  const signer = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const jwk = (await crypto.subtle.exportKey('jwk', signer.privateKey)) as never
  const { x } = await crypto.subtle.exportKey('jwk', signer.publicKey)
  const held: ServerResponse[] = []
  const party: SecondParty = {
    url: '',
    key: `ed25519:${x}`,
    terms: {
      ...parameters,
      catalogue: 'default',
      pairs: 2,
      clusters: Buffer.from(clusters, 'hex').toString('base64url'),
    },
    seen: [],
    bodies: [],
    answers: 200,
    busy: 0,
    begin(length) {
      const [opens, { epoch }] = [Date.now() - 1000, party.terms]
      party.terms = { ...party.terms, epoch: epoch + 1, opens, closes: Date.now() + length }
    },
    async tags(body) {
      const open = await openerOf(sealKeys, party.terms)
      const messages = await Promise.all(splitSealed(body, slotsOf(party.terms)).map(open))
      return messages.map((bytes) => Buffer.from(bytes.subarray(0, 32)).toString('hex'))
    },
    fail() {
      for (const response of held.splice(0)) {
        response.removeHeader(CORS)
        response.end()
      }
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  }
  party.begin(60_000)
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const path = request.url!.replace('/v1/c/default/', '')
    party.seen.push({ path, bytes: body.length })
    response.setHeader(CORS, '*')
    if (path === 'parameters') return response.end(await signParameters(party.terms, jwk))
    if (path === `epochs/${party.terms.epoch}/evaluate`) {
      const began = performance.now()
      const { evaluated, proof } = evaluate(key, splitBlinded(body, slotsOf(party.terms)))
      party.busy += performance.now() - began
      return response.end(joinEvaluated(evaluated, proof))
    }
    if (path !== `epochs/${party.terms.epoch}/messages`) return response.writeHead(409).end()
    party.bodies.push(body)
    if (party.answers === 0) held.push(response)
    else response.writeHead(party.answers).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  party.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return party
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

/** A site of a made-up shop, and the second party whose terms name the clusters of its pack. */
export async function startOffer(): Promise<{ site: Site; second: SecondParty }> {
  buildSdk()
  const contents = shopContents()
  const { ids } = contents.catalogue
  const clusters = { count: 16, ids, cluster: Uint16Array.from(ids, (_, n) => n % 16) }
  const { manifest, files } = await buildPack({ ...contents, clusters })
  const loaded = await openPackFrom(manifest, files, { all: true })
  const site = await startSite({ manifest, files, loaded })
  site.script = SCRIPT
  const entry = manifest.files.find(({ role }) => role === 'clusters')!
  return { site, second: await startSecondParty(entry.sha256) }
}
