import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** A request as it arrived. */
export interface Arrived {
  path: string
  key: string | undefined
  body: {
    model: string
    messages?: { role: string; content: string }[]
    response_format?: unknown
    input?: string[]
  }
}

/** Answers a request, rightly or wrongly. */
export type Respond = (request: Arrived, response: ServerResponse, n: number) => void

/** An HTTP server that speaks the OpenAI protocol; closed after the test file. */
export async function startServer(respond: Respond) {
  const arrived: Arrived[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const one = { path: request.url!, key: request.headers.authorization, body }
    arrived.push(one)
    respond(one, response, arrived.length - 1)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  afterAll(close)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/v1`, arrived, close }
}

/** Answers as a model with `content`. */
export function say(response: ServerResponse, content: unknown, usage?: object): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  json(response, { choices: [{ message: { role: 'assistant', content: text } }], usage })
}

/**
 * Answers with vectors of three numbers computed from the texts, in reverse: the protocol allows
 * it.
 */
export function embed(response: ServerResponse, input: string[]): void {
  const data = input.map((text, index) => ({ index, embedding: vectorOf(text) }))
  json(response, { data: data.reverse(), usage: { prompt_tokens: 2 * input.length } })
}

export function vectorOf(text: string): number[] {
  return [text.length, text.charCodeAt(0) / 128, text.charCodeAt(text.length - 1) / 128]
}

export function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
