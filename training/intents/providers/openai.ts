import { TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import { estimateTokens } from '../cost.ts'
import type { Chat, Embedder, Usage } from '../types.ts'
import { type Endpoint, postJson } from './http.ts'

/** Texts per embeddings call. Servers accept more; a small batch loses little when a call fails. */
const BATCH = 64

const count = v.fallback(v.optional(v.number()), undefined)
const UsageSchema = v.object({
  usage: v.fallback(
    v.optional(v.object({ prompt_tokens: count, completion_tokens: count })),
    undefined,
  ),
})
const ChatSchema = v.object({
  choices: v.looseTuple([v.object({ message: v.object({ content: v.optional(v.unknown()) }) })]),
})
const EmbeddingsSchema = v.object({
  data: v.array(
    v.object({
      index: v.optional(v.number()),
      embedding: v.array(v.pipe(v.number(), v.finite())),
    }),
  ),
})

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
      const answer = await postJson(endpoint, '/chat/completions', body, options).catch(emptyAnswer)
      const text = contentOf(answer)
      if (text === undefined)
        throw malformed(endpoint, '/chat/completions', 'choices[0].message.content')
      const estimate = { input: estimateTokens(system + user), output: estimateTokens(text) }
      return { text, usage: usageOf(answer, estimate) }
    },
  }
}

/** A text that the server's filter refused gets an empty answer, as one that a model refused. */
function emptyAnswer(error: unknown): unknown {
  if (isFiltered(error)) return { choices: [{ message: {} }] }
  throw error
}

function isFiltered(error: unknown): boolean {
  return error instanceof TacitError && error.code === 'intents/filtered'
}

function filtered({ baseUrl }: Endpoint, text: string): TacitError {
  return new TacitError(
    'intents/filtered',
    `${baseUrl}/embeddings: the server's filter refused "${text.slice(0, 100).toWellFormed()}": ` +
      'change this text, choose another model, or choose another provider with --embed-with',
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
        if (texts.length === 1) throw filtered(endpoint, texts[0])
        // The filter does not say which text it refused: halve the batch until it is found.
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

function contentOf(answer: unknown): string | undefined {
  const { success, output } = v.safeParse(ChatSchema, answer)
  if (!success) return undefined
  const { content } = output.choices[0].message
  if (typeof content === 'string') return content
  // Workers AI returns the object itself instead of its JSON. Without content the model refused.
  return content && typeof content === 'object' ? JSON.stringify(content) : ''
}

/** Vectors in the order of the texts, by their `index`; undefined for a malformed answer. */
function vectorsOf(answer: unknown, count: number): Float32Array[] | undefined {
  const { success, output } = v.safeParse(EmbeddingsSchema, answer)
  if (!success || output.data.length !== count) return undefined
  const rows: Float32Array[] = new Array(count)
  for (const [at, { index = at, embedding }] of output.data.entries())
    rows[index] = Float32Array.from(embedding)
  const width = rows[0]?.length
  for (let n = 0; n < count; n++) if (!width || rows[n]?.length !== width) return undefined
  return rows
}

function usageOf(answer: unknown, estimate: Usage): Usage {
  const { success, output } = v.safeParse(UsageSchema, answer)
  const usage = success ? output.usage : undefined
  return {
    input: usage?.prompt_tokens ?? estimate.input,
    output: usage?.completion_tokens ?? estimate.output,
  }
}

function malformed({ baseUrl }: Endpoint, path: string, wanted: string): TacitError {
  return new TacitError(
    'intents/protocol',
    `${baseUrl}${path}: the answer does not contain ${wanted}: check that the base URL is an ` +
      'OpenAI-compatible server and that the model fits',
  )
}
