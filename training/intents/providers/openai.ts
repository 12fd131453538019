import { TacitError } from '@tacit-rec/pack'
import { estimateTokens } from '../cost.ts'
import type { Chat, Embedder, Usage } from '../types.ts'
import { type Endpoint, postJson } from './http.ts'

/** Texts in one embeddings call, where a server takes more: a lost call loses little. */
const BATCH = 64

/** A chat model behind an OpenAI-compatible `/chat/completions`. */
export function openaiChat(endpoint: Endpoint, model: string): Chat {
  return {
    id: `${endpoint.baseUrl} ${model}`,
    model,
    async ask({ system, user, name, schema }, options) {
      const messages = [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ]
      const response_format = { type: 'json_schema', json_schema: { name, strict: true, schema } }
      const body = { model, messages, response_format }
      const answer = await postJson(endpoint, '/chat/completions', body, options).catch(silence)
      const text = contentOf(answer)
      if (text === undefined)
        throw malformed(endpoint, '/chat/completions', 'choices[0].message.content')
      const estimate = { input: estimateTokens(system + user), output: estimateTokens(text) }
      return { text, usage: usageOf(answer, estimate) }
    },
  }
}

/** A text that a filter refused has an empty answer, as one that a model refused. */
function silence(error: unknown): unknown {
  if (isFiltered(error)) return { choices: [{ message: {} }] }
  throw error
}

function isFiltered(error: unknown): boolean {
  return error instanceof TacitError && error.code === 'intents/filtered'
}

function unwelcome({ baseUrl }: Endpoint, text: string): TacitError {
  return new TacitError(
    'intents/filtered',
    `${baseUrl}/embeddings: the server's filter refused "${text.slice(0, 100).toWellFormed()}": ` +
      'change this text or make the vectors by another model or, with --embed-with, provider',
  )
}

/** An embedding model behind an OpenAI-compatible `/embeddings`. */
export function openaiEmbedder(endpoint: Endpoint, model: string, batch = BATCH): Embedder {
  return {
    id: `${endpoint.baseUrl} ${model}`,
    model,
    batch,
    async embed(texts, options) {
      const body = { model, input: texts, encoding_format: 'float' }
      let answer: unknown
      try {
        answer = await postJson(endpoint, '/embeddings', body, options)
      } catch (error) {
        if (!isFiltered(error)) throw error
        if (texts.length === 1) throw unwelcome(endpoint, texts[0])
        // One of them: halves lead to it.
        const half = texts.length >> 1
        const a = await this.embed(texts.slice(0, half), options)
        const b = await this.embed(texts.slice(half), options)
        const input = a.usage.input + b.usage.input
        return { width: a.width, rows: [...a.rows, ...b.rows], usage: { input, output: 0 } }
      }
      const rows = vectorsOf(answer, texts.length)
      if (!rows) throw malformed(endpoint, '/embeddings', `${texts.length} embeddings of one width`)
      const input = texts.reduce((sum, text) => sum + estimateTokens(text), 0)
      return { width: rows[0].length, rows, usage: usageOf(answer, { input, output: 0 }) }
    },
  }
}

type Json = Record<string, unknown> | undefined

function contentOf(answer: unknown): string | undefined {
  const choice = ((answer as Json)?.choices as Json[] | undefined)?.[0]
  const content = (choice?.message as Json)?.content
  if (typeof content === 'string') return content
  // Workers AI gives the object itself where a schema was asked for.
  if (content && typeof content === 'object') return JSON.stringify(content)
  // A refusal is an answer that is no use, not a broken server.
  return choice?.message ? '' : undefined
}

/** Vectors in the order of the texts: `index` says which is whose. */
function vectorsOf(answer: unknown, count: number): Float32Array[] | undefined {
  const data = (answer as Json)?.data
  if (!Array.isArray(data) || data.length !== count) return undefined
  const rows: Float32Array[] = new Array(count)
  for (const [at, { index = at, embedding }] of (data as Record<string, never>[]).entries()) {
    if (!Array.isArray(embedding) || !(embedding as number[]).every(Number.isFinite))
      return undefined
    rows[index] = Float32Array.from(embedding)
  }
  const width = rows[0]?.length
  for (let n = 0; n < count; n++) if (!width || rows[n]?.length !== width) return undefined
  return rows
}

function usageOf(answer: unknown, estimate: Usage): Usage {
  const usage = (answer as Json)?.usage as Json
  const { prompt_tokens: input, completion_tokens: output } = usage ?? {}
  return {
    input: typeof input === 'number' ? input : estimate.input,
    output: typeof output === 'number' ? output : estimate.output,
  }
}

function malformed({ baseUrl }: Endpoint, path: string, wanted: string): TacitError {
  return new TacitError(
    'intents/protocol',
    `${baseUrl}${path}: the answer holds no ${wanted}: check that the base URL is that of an ` +
      'OpenAI-compatible server and that the model fits',
  )
}
