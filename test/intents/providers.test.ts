import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type Provider, providerByName } from '../../training/intents/index.ts'
import { embed, json, type Respond, say, startServer, vectorOf } from './server.ts'

const REQUEST = { system: 'be brief', user: 'a pen', name: 'x', schema: { type: 'object' } }

/** A provider for a server, with short pauses. */
async function serve(respond: Respond, more: Record<string, string> = {}) {
  const server = await startServer(respond)
  const env = {
    OPENAI_BASE_URL: server.url,
    OPENAI_API_KEY: 'sk-secret',
    OPENAI_MODEL: 'm',
    OPENAI_EMBEDDING_MODEL: 'e',
    ...more,
  }
  const provider = providerByName('openai', { env, backoff: 5, attempts: 4, timeout: 400 })
  return { ...server, provider: provider as Required<Provider> }
}

describe('an OpenAI-compatible chat', () => {
  it('asks with model, key and schema, and counts tokens', async () => {
    const { provider, arrived } = await serve((_, response) =>
      say(response, '{"a":1}', { prompt_tokens: 7, completion_tokens: 3 }),
    )
    const answer = await provider.chat.ask(REQUEST)
    expect(answer).toEqual({ text: '{"a":1}', usage: { input: 7, output: 3 } })
    expect(arrived).toEqual([
      {
        path: '/v1/chat/completions',
        key: 'Bearer sk-secret',
        body: {
          model: 'm',
          messages: [
            { role: 'system', content: 'be brief' },
            { role: 'user', content: 'a pen' },
          ],
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'x', strict: true, schema: { type: 'object' } },
          },
        },
      },
    ])
  })

  it('accepts an object as content, reads a refusal as empty, and estimates tokens', async () => {
    const { provider } = await serve((_, response, n) => {
      const content = n === 0 ? { a: 1 } : null
      json(response, { choices: [{ message: { content, refusal: 'no' } }] })
    })
    expect(await provider.chat.ask(REQUEST)).toEqual({
      text: '{"a":1}',
      usage: { input: 4, output: 2 },
    })
    expect((await provider.chat.ask(REQUEST)).text).toBe('')
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['HTTP 500', (response) => json(response, {}, 500)],
    ['HTTP 503', (response) => response.writeHead(503).end('<html>')],
    ['JSON that is cut off', (response) => response.end('{"choices": [{"mess')],
    ['a dropped connection', (response) => response.socket!.destroy()],
    [
      'a connection dropped within the answer',
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"choices"')
        setTimeout(() => response.socket!.destroy(), 10)
      },
    ],
    [
      'a stream slower than the time limit',
      (response) => {
        const drip = setInterval(() => response.write(' '), 50)
        response.on('close', () => clearInterval(drip))
      },
    ],
  ])('retries after %s', async (_, fail) => {
    const { provider, arrived } = await serve((_, response, n) =>
      n === 0 ? fail(response) : say(response, 'ok'),
    )
    expect((await provider.chat.ask(REQUEST)).text).toBe('ok')
    expect(arrived).toHaveLength(2)
  })

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2000).toUTCString()],
  ])('after 429 waits as long as Retry-After says in %s', async (_, header) => {
    const { provider } = await serve((_, response, n) =>
      n === 0 ? response.writeHead(429, { 'retry-after': header() }).end() : say(response, 'ok'),
    )
    const began = performance.now()
    expect((await provider.chat.ask(REQUEST)).text).toBe('ok')
    // A date has whole seconds: two ahead is at least one.
    expect(performance.now() - began).toBeGreaterThan(950)
  })

  it('fails after the last attempt with the reason', async () => {
    const { provider, url, arrived } = await serve((_, response) => json(response, {}, 502))
    await expect(provider.chat.ask(REQUEST)).rejects.toMatchObject({
      code: 'intents/unreachable',
      message: expect.stringContaining(`${url}/chat/completions: HTTP 502, 4 attempts: run`),
    })
    expect(arrived).toHaveLength(4)
  })

  it('reports that no server listens', async () => {
    const { provider, close } = await serve(() => {})
    await close()
    await expect(provider.chat.ask(REQUEST)).rejects.toThrow('no connection (ECONNREFUSED)')
  })

  it.each([
    [401, 'check the key in OPENAI_API_KEY'],
    [404, 'check OPENAI_BASE_URL and the model'],
    [400, 'json_schema'],
  ])('does not retry after %d', async (status, remedy) => {
    const { provider, arrived } = await serve((_, response) =>
      json(response, { error: { message: 'so it is' } }, status),
    )
    const asked = provider.chat.ask(REQUEST)
    await expect(asked).rejects.toMatchObject({ code: 'intents/refused' })
    await expect(asked).rejects.toThrow(remedy)
    await expect(asked).rejects.toThrow('so it is')
    await expect(asked).rejects.not.toThrow('sk-secret')
    expect(arrived).toHaveLength(1)
  })

  it('returns an empty answer for a filtered text, so that others are still asked', async () => {
    const { provider } = await serve((_, response) =>
      json(response, { error: { code: 'content_filter', message: 'no' } }, 400),
    )
    expect((await provider.chat.ask(REQUEST)).text).toBe('')
  })

  it('follows no redirect, which could send the key elsewhere', async () => {
    const other = await startServer((_, response) => say(response, 'ok'))
    const { provider, arrived } = await serve((_, response) =>
      response.writeHead(307, { location: `${other.url}/chat/completions` }).end(),
    )
    await expect(provider.chat.ask(REQUEST)).rejects.toMatchObject({
      code: 'intents/refused',
      message: expect.stringContaining(
        `HTTP 307 redirects to ${other.url}/chat/completions: set OPENAI_BASE_URL to the`,
      ),
    })
    expect([arrived.length, other.arrived.length]).toEqual([1, 0])
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['a page of HTML', (response) => response.end('\n<!doctype html><p>Welcome')],
    ['no HTTP', (response) => response.socket!.end('hello\r\n\r\n')],
    [
      'a header too long',
      (response) => response.socket!.end(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`),
    ],
  ])('refuses %s at once', async (_, answer) => {
    const { provider, arrived } = await serve((_, response) => answer(response))
    const asked = provider.chat.ask(REQUEST)
    await expect(asked).rejects.toMatchObject({ code: 'intents/refused' })
    await expect(asked).rejects.toThrow('OPENAI_BASE_URL')
    expect(arrived).toHaveLength(1)
  })

  it('fails if Retry-After asks for more than ten minutes', async () => {
    const { provider, arrived } = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': '7200' }).end(),
    )
    await expect(provider.chat.ask(REQUEST)).rejects.toMatchObject({
      code: 'intents/unreachable',
      message: expect.stringContaining('HTTP 429, and Retry-After asks for 7200 s: run the'),
    })
    expect(arrived).toHaveLength(1)
  })

  it('refuses a server with another protocol', async () => {
    const { provider } = await serve((_, response) => json(response, { hello: 1 }))
    await expect(provider.chat.ask(REQUEST)).rejects.toMatchObject({ code: 'intents/protocol' })
  })

  it('stops on abort', async () => {
    const { provider } = await serve((_, response) => json(response, {}, 500))
    await expect(provider.chat.ask(REQUEST, { signal: AbortSignal.abort() })).rejects.toThrow(
      'aborted',
    )
  })
})

describe('an OpenAI-compatible embedder', () => {
  it('returns vectors in the order of the texts, not of the answer', async () => {
    const { provider, arrived } = await serve(({ body }, response) => embed(response, body.input!))
    const { width, rows, usage } = await provider.embedder.embed(['pen', 'inkwell'])
    expect(width).toBe(3)
    expect(rows.map((row) => [...row])).toEqual(
      ['pen', 'inkwell'].map((text) => [...Float32Array.from(vectorOf(text))]),
    )
    expect(usage).toEqual({ input: 4, output: 0 })
    expect(arrived[0]).toMatchObject({ path: '/v1/embeddings', body: { model: 'e' } })
  })

  it('reports what an embedding model refused', async () => {
    const { provider } = await serve((_, response) => json(response, {}, 400))
    const asked = provider.embedder.embed(['a'])
    await expect(asked).rejects.toThrow('check that the model is an embedding model')
    await expect(asked).rejects.not.toThrow('json_schema')
  })

  it('finds the text that a filter refuses, and quotes it', async () => {
    const { provider } = await serve(({ body }, response) =>
      body.input!.some((text) => text.startsWith('bad'))
        ? json(response, { error: { code: 'content_filter' } }, 400)
        : embed(response, body.input!),
    )
    await expect(provider.embedder.embed(['a', 'b', 'c', 'bad words', 'd'])).rejects.toMatchObject({
      code: 'intents/filtered',
      message: expect.stringContaining('filter refused "bad words": change this text'),
    })
  })

  it('continues in halves if a filter refuses only a combination', async () => {
    const { provider } = await serve(({ body }, response) =>
      body.input!.length > 1
        ? json(response, { error: { code: 'content_filter' } }, 400)
        : embed(response, body.input!),
    )
    const { rows, usage } = await provider.embedder.embed(['pen', 'ink', 'nib'])
    expect(rows.map((row) => [...row])).toEqual(
      ['pen', 'ink', 'nib'].map((text) => [...Float32Array.from(vectorOf(text))]),
    )
    expect(usage).toEqual({ input: 6, output: 0 })
  })

  it.each([
    ['too few', [{ index: 0, embedding: [1] }]],
    ['the same twice', [1, 1].map((index) => ({ index, embedding: [1] }))],
    ['two widths', [[1], [1, 2]].map((embedding, index) => ({ index, embedding }))],
    ['no numbers', [0, 1].map((index) => ({ index, embedding: ['1'] }))],
  ])('refuses %s', async (_, data) => {
    const { provider } = await serve((_, response) => json(response, { data }))
    await expect(provider.embedder.embed(['a', 'b'])).rejects.toThrow('2 embeddings of one width')
  })
})

describe('a provider', () => {
  it("workers-ai uses the same protocol at an account's address", async () => {
    const { url, arrived } = await startServer(({ body }, response) =>
      body.input ? embed(response, body.input) : say(response, 'ok'),
    )
    const env = {
      CLOUDFLARE_ACCOUNT_ID: 'abc',
      CLOUDFLARE_API_TOKEN: 't',
      CLOUDFLARE_API_BASE_URL: url,
    }
    const { chat, embedder, remote } = providerByName('workers-ai', { env })
    await chat!.ask(REQUEST)
    await embedder!.embed(['a'])
    expect(remote).toBe(true)
    expect(arrived.map(({ path, key }) => [path, key])).toEqual([
      ['/v1/accounts/abc/ai/v1/chat/completions', 'Bearer t'],
      ['/v1/accounts/abc/ai/v1/embeddings', 'Bearer t'],
    ])
    expect(arrived[1].body.model).toBe('@cf/baai/bge-m3')
  })

  it.each([
    ['openai', {}, '--model or --embedding-model is not set'],
    ['openai', { OPENAI_MODEL: 'm' }, 'OPENAI_API_KEY is not set'],
    ['openai', { OPENAI_MODEL: 'm', OPENAI_BASE_URL: 'here' }, 'not "here"'],
    ['workers-ai', {}, 'CLOUDFLARE_ACCOUNT_ID is not set'],
    ['workers-ai', { CLOUDFLARE_ACCOUNT_ID: 'a' }, 'CLOUDFLARE_API_TOKEN is not set'],
    ['transformers', {}, '--embedding-model is not set'],
  ] as const)('%s reports the missing setting: %j', (name, env, says) => {
    expect(() => providerByName(name, { env })).toThrow(says)
  })

  it.each([
    ['openai', { OPENAI_MODEL: 'm', OPENAI_API_KEY: 'sk-secret\n' }],
    ['openai', { OPENAI_MODEL: 'm', OPENAI_API_KEY: 'sk-sécret' }],
    ['workers-ai', { CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_API_TOKEN: 'sk secret\r' }],
  ] as const)('%s refuses a key that is invalid in a header, without printing it', (name, env) => {
    const make = () => providerByName(name, { env })
    expect(make).toThrow(
      /contains a line break, a space or another character that keys never contain/,
    )
    expect(make).not.toThrow(/cret/)
  })

  it('lexical gives unit vectors, reproducible by the seed', async () => {
    const texts = ['red hat', 'red cap', 'red hat', 'blue shoe', 'blue shoes', '']
    const run = async () => (await providerByName('lexical').embedder!.embed(texts)).rows
    const rows = await run()
    const dot = (a: number, b: number) => rows[a].reduce((sum, x, c) => sum + x * rows[b][c], 0)
    expect(rows[0]).toHaveLength(256)
    expect(dot(0, 2)).toBeCloseTo(1, 5)
    expect(dot(0, 1)).toBeGreaterThan(dot(0, 3))
    expect(dot(3, 4)).toBeGreaterThan(dot(1, 3))
    expect(rows[5].every((x) => x === 0)).toBe(true)
    expect(await run()).toEqual(rows)
  })
})
