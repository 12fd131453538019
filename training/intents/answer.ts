import * as v from 'valibot'
import { errorMessage } from '../files.ts'
import type { ChatRequest, Intents } from './types.ts'

/** Max characters of a list's entry and of a summary; longer ones are cut. */
const MAX_LENGTH = { entry: 200, summary: 600 }
const MAX_WORDS = 4
/** Limits names in scripts without spaces between words, where a word count says little. */
const MAX_NAME_LENGTH = 60

/** The names of an answer's fields for an item and for a user. */
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
 * The schema that a model must follow. Its fields are in the order of the prompt's three steps. It
 * is part of every cache key: a change asks every question again.
 *
 * @param opposed false if nothing was disliked: then the list of dislikes must be empty
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

/** An answer's intents, or what is wrong with it, for the model to correct. */
export type Parsed = { intents: Intents } | { wrong: string }

/**
 * Reads a model's answer and checks it against the schema and the limits of names.
 *
 * What is `wrong` becomes part of a prompt, and so of a cache key: its words must not change.
 */
export function parseAnswer(about: About, text: string, schema = answerSchema(about)): Parsed {
  let answer: unknown
  try {
    answer = JSON.parse(withoutFence(text))
  } catch (error) {
    return { wrong: `it is no JSON (${errorMessage(error)})` }
  }
  if (!isObject(answer)) return { wrong: 'it is no JSON object' }
  const { toward, against } = FIELDS[about]
  const fields = {
    attributes: answer.attributes,
    toward: answer[toward],
    against: answer[against],
    summary: answer.summary,
    named: answer.intents,
  }
  const parsed = v.safeParse(fieldsSchema(about, schema), fields, { abortEarly: true })
  return parsed.success ? { intents: parsed.output } : { wrong: parsed.issues[0].message }
}

/** Checks the fields in order, with the limits of the JSON schema, and tidies them. */
function fieldsSchema(about: About, { properties }: AnswerSchema) {
  const { toward, against } = FIELDS[about]
  const list = (name: string) => {
    const { minItems = 0, maxItems = 0 } = properties[name]
    const message = `"${name}" must be a list of texts`
    return v.pipe(
      v.array(v.pipe(v.string(message), v.check(hasWords, message)), message),
      v.check(
        ({ length }) => length >= minItems && length <= maxItems,
        ({ input: { length } }) =>
          maxItems === 0
            ? `"${name}" must be empty: nothing was given as disliked`
            : `"${name}" has ${length} entries, it must have ${minItems} to ${maxItems}`,
      ),
    )
  }
  const entries = v.transform((list: string[]) =>
    distinct(list.map((entry) => tidy(entry, MAX_LENGTH.entry))),
  )
  const sentence = '"summary" must be a sentence'
  return v.object({
    attributes: v.pipe(list('attributes'), entries),
    toward: v.pipe(list(toward), entries),
    against: v.pipe(list(against), entries),
    summary: v.pipe(
      v.string(sentence),
      v.check(hasWords, sentence),
      v.transform((summary) => tidy(summary, MAX_LENGTH.summary)),
    ),
    named: v.pipe(
      list('intents'),
      v.check(
        (names) => !names.some(isLong),
        ({ input }) =>
          `"intents": "${tidy(input.find(isLong) ?? '', 80)}" has more than ${MAX_WORDS} words, or ` +
          `${MAX_NAME_LENGTH} characters`,
      ),
      v.check(
        (names) => distinct(names.map((name) => name.trim())).length >= 2,
        '"intents" must hold at least two different names',
      ),
      entries,
    ),
  })
}

/** Intents with the field names of an item or a user, for a line of JSON. */
export function withFieldNames(
  about: About,
  { attributes, toward, against, summary, named }: Intents,
): Record<string, string | string[]> {
  const names = FIELDS[about]
  return {
    attributes,
    [names.toward]: toward,
    [names.against]: against,
    summary,
    intents: named,
  }
}

/** The reverse of {@link withFieldNames}; missing fields become empty. */
export function fromFieldNames(about: About, line: Readonly<Record<string, unknown>>): Intents {
  const list = (name: string) => {
    const entries = line[name]
    return Array.isArray(entries) ? entries.filter(isText) : []
  }
  const { toward, against } = FIELDS[about]
  return {
    attributes: list('attributes'),
    toward: list(toward),
    against: list(against),
    summary: isText(line.summary) ? line.summary : '',
    named: list('intents'),
  }
}

/** Removes texts that repeat an earlier one, ignoring case. */
export function distinct(texts: readonly string[]): string[] {
  const seen = new Set<string>()
  return texts.filter((text) => {
    const lower = text.toLowerCase()
    if (seen.has(lower)) return false
    seen.add(lower)
    return true
  })
}

function isLong(name: string): boolean {
  const trimmed = name.trim()
  return trimmed.split(/\s+/u).length > MAX_WORDS || trimmed.length > MAX_NAME_LENGTH
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && hasWords(value)
}

function hasWords(text: string): boolean {
  return text.trim() !== ''
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tidy(text: string, maxLength: number): string {
  return text.replace(/\s+/gu, ' ').trim().slice(0, maxLength).toWellFormed()
}

/** Some models wrap their JSON in a Markdown fence despite the schema. */
function withoutFence(text: string): string {
  return text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, '$1')
}
