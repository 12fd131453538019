import type { ChatRequest, Intents } from './types.ts'

/** Longest text that is kept of a list's entry and of a summary, in characters. */
const LONGEST = { entry: 200, summary: 600 }
const MAX_WORDS = 4
/** Not every script parts its words, so that a name is also held to this many characters. */
const LONGEST_NAME = 60

/** What an answer's fields are called for an item and for a user. */
const FIELDS = {
  item: { toward: 'focus', against: 'oppose' },
  user: { toward: 'likes', against: 'dislikes' },
} as const

export type About = keyof typeof FIELDS

/** JSON Schema of an answer. */
export interface AnswerSchema {
  type: 'object'
  properties: Record<string, { type: string; minItems?: number; maxItems?: number }>
  required: string[]
  additionalProperties: false
}

/** A question whose answer {@link parseAnswer} reads. */
export type Question = ChatRequest & { schema: AnswerSchema }

/**
 * The schema that a model's answer is held to; its fields stand in the order of the three steps.
 *
 * @param opposed false where nothing was disliked: then the answer may not know better
 */
export function answerSchema(about: About, opposed = true): AnswerSchema {
  const list = (minItems: number, maxItems: number) => ({
    type: 'array',
    items: { type: 'string' },
    minItems,
    maxItems,
  })
  const { toward, against } = FIELDS[about]
  const properties = {
    attributes: list(1, 8),
    [toward]: list(1, 5),
    [against]: list(0, opposed ? 5 : 0),
    summary: { type: 'string' },
    intents: list(2, 5),
  }
  const required = Object.keys(properties)
  return { type: 'object', properties, required, additionalProperties: false }
}

/** A model's answer, read: the intents, or what is wrong with it, for the model to mend. */
export type Parsed = { intents: Intents } | { wrong: string }

/** Reads a model's answer and holds it to the schema, and names to at most four words. */
export function parseAnswer(about: About, text: string, schema = answerSchema(about)): Parsed {
  let answer: Record<string, unknown>
  try {
    answer = JSON.parse(withoutFence(text))
  } catch (error) {
    return { wrong: `it is no JSON (${(error as Error).message})` }
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return { wrong: 'it is no JSON object' }
  const { toward, against } = FIELDS[about]
  const wrong =
    wrongList(answer, 'attributes', schema) ??
    wrongList(answer, toward, schema) ??
    wrongList(answer, against, schema) ??
    (isText(answer.summary) ? undefined : '"summary" must be a sentence') ??
    wrongList(answer, 'intents', schema) ??
    wrongNames(answer.intents as string[])
  if (wrong) return { wrong }
  const list = (name: string) =>
    distinct((answer[name] as string[]).map((entry) => tidy(entry, LONGEST.entry)))
  const intents = {
    attributes: list('attributes'),
    toward: list(toward),
    against: list(against),
    summary: tidy(answer.summary as string, LONGEST.summary),
    named: list('intents'),
  }
  return { intents }
}

/** Intents as a line of JSON with the names that an item or a user has for its fields. */
export function withFieldNames(
  about: About,
  { attributes, toward, against, summary, named }: Intents,
): Record<string, unknown> {
  const names = FIELDS[about]
  return {
    attributes,
    [names.toward]: toward,
    [names.against]: against,
    summary,
    intents: named,
  }
}

/** The reverse of {@link withFieldNames}; what is missing is empty. */
export function fromFieldNames(about: About, line: Record<string, unknown>): Intents {
  const list = (name: string) => (Array.isArray(line[name]) ? line[name].filter(isText) : [])
  const { toward, against } = FIELDS[about]
  return {
    attributes: list('attributes'),
    toward: list(toward),
    against: list(against),
    summary: isText(line.summary) ? line.summary : '',
    named: list('intents'),
  }
}

/** The first of each text, whatever its case. */
export function distinct(texts: readonly string[]): string[] {
  const seen = new Map(texts.map((text) => [text.toLowerCase(), text] as const).reverse())
  return texts.filter((text) => {
    const first = seen.get(text.toLowerCase()) === text
    if (first) seen.delete(text.toLowerCase())
    return first
  })
}

function wrongList(
  answer: Record<string, unknown>,
  name: string,
  { properties }: AnswerSchema,
): string | undefined {
  const list = answer[name]
  const { minItems: least = 0, maxItems: most = 0 } = properties[name]
  if (!Array.isArray(list) || !list.every(isText)) return `"${name}" must be a list of texts`
  if (most === 0 && list.length > 0) return `"${name}" must be empty: nothing was given as disliked`
  if (list.length >= least && list.length <= most) return undefined
  return `"${name}" has ${list.length} entries, it must have ${least} to ${most}`
}

function wrongNames(names: readonly string[]): string | undefined {
  const long = names
    .map((name) => name.trim())
    .find((name) => name.split(/\s+/u).length > MAX_WORDS || name.length > LONGEST_NAME)
  if (long !== undefined)
    return `"intents": "${tidy(long, 80)}" has more than ${MAX_WORDS} words, or ${LONGEST_NAME} characters`
  return distinct(names.map((name) => name.trim())).length < 2
    ? '"intents" must hold at least two different names'
    : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function tidy(text: string, longest: number): string {
  return text.replace(/\s+/gu, ' ').trim().slice(0, longest).toWellFormed()
}

/** Some models put their JSON into a fence of Markdown in spite of the schema. */
function withoutFence(text: string): string {
  return text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, '$1')
}
