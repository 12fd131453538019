import { failure, type Problem } from './failure.ts'
import { filesOf } from './files.ts'
import type { Config } from './messages.ts'
import type { ContributeOptions, Hydrate, RecommenderOptions } from './types.ts'

/** Options after they were read: every value is one that the SDK can work with. */
export interface Settings {
  edge: string
  catalogue: string
  /** As it was given: the history reads it, and fails closed. */
  consent: unknown
  /** Name of the history; null: the catalogue's own. */
  store: string | null
  /** The option; null: not given. */
  locale: string | null
  /** Empty: the device has one person. */
  user: string
  /** Milliseconds. */
  maxAge: number
  config: Config
  /** URL of the SDK's Worker; null where its files are not known. */
  worker: string | null
  /** URL of the folder of the SDK's files, ending in `/`; null: beside its script. */
  assets: string | null
  debug: boolean
  hydrate: Hydrate | null
  /** Null: the page does not offer it. */
  contribute: ContributeOptions | null
  /** Unchecked. */
  experiments: unknown
  /** Why nothing can work; null if it can. */
  problem: Problem | null
  /** What was wrong, and what is used instead. */
  warnings: string[]
  /** Of the options that were given, unchecked. */
  names: string[]
}

const DEFAULT_TIMEOUT = 2000
const KEY = /^ed25519:[\w-]{43}$/
/** Thirteen months. */
const MAX_AGE = 396 * 86_400_000

/**
 * Reads options that may be anything: an invalid one gives a warning and its default. Only a
 * missing or invalid `edge` stops the SDK.
 *
 * @param page URL of the page, for relative URLs
 */
export function readOptions(given: unknown, page: string): Settings {
  const options: Partial<RecommenderOptions> =
    typeof given === 'object' && given !== null ? given : {}
  const warnings: string[] = []

  function oneOf<const T extends string>(name: keyof RecommenderOptions, values: readonly T[]): T {
    const value = options[name]
    const found = values.find((known) => known === value)
    if (found === undefined && value !== undefined)
      warnings.push(`${name}: ${show(value)} is none of ${values.join(', ')}: using ${values[0]}`)
    return found ?? values[0]
  }

  function read<T>(
    name: keyof RecommenderOptions,
    fallback: T,
    isValid: (value: unknown) => boolean,
    isWrong: string,
  ): T {
    const value: unknown = options[name] ?? fallback
    if (isValid(value)) return value as T
    warnings.push(`${name}: ${show(value)} is ${isWrong}`)
    return fallback
  }

  const name = (option: 'store' | 'user') =>
    String(read<unknown>(option, '', isTextOrNumber, 'not a text: it is ignored'))

  function tag(name: 'locale' | 'currency', read: () => string): string | null {
    if (options[name] === undefined) return null
    try {
      return read()
    } catch {
      warnings.push(`${name}: ${show(options[name])} is not a ${name}: ignored`)
      return null
    }
  }

  const edge = urlOf(options.edge, page)
  const catalogue = String(
    read<unknown>(
      'catalogue',
      'default',
      (value) => /^[\w.-]+$/.test(String(value)),
      'not a name: using default',
    ),
  )
  const folder = urlOf(
    read<unknown>(
      'assets',
      null,
      (value) => value === null || urlOf(value, page) !== null,
      "not a URL: using the script's folder",
    ),
    page,
  )
  const keys = keysOf(options.keys)
  const problem = edge === null ? noEdge(options.edge) : keys === null ? noKeys(options.keys) : null
  if (problem) warnings.unshift(problem.message)
  const assets = folder === null ? null : `${folder}/`
  const files = filesOf(assets)
  const locale = tag('locale', () => Intl.getCanonicalLocales(options.locale)[0])
  return {
    edge: edge ?? '',
    locale,
    catalogue,
    consent: options.consent,
    store: name('store') || null,
    user: name('user'),
    maxAge: read(
      'maxAge',
      MAX_AGE,
      (value) => isNumber(value, Number.MIN_VALUE),
      'no number above 0: using 13 months',
    ),
    worker: files?.worker ?? null,
    assets,
    debug: options.debug === true,
    hydrate: read<Hydrate | null>(
      'hydrate',
      null,
      (value) => value === null || typeof value === 'function',
      'not a function: ignored',
    ),
    contribute: read<ContributeOptions | null>(
      'contribute',
      null,
      (value) => value === null || isSecondParty(value as ContributeOptions, page),
      'not { url, key }: ignored',
    ),
    experiments: options.experiments,
    config: {
      base: `${edge}/v1/c/${catalogue}`,
      timeout: read(
        'timeout',
        DEFAULT_TIMEOUT,
        (value) => isNumber(value, 50, 600_000),
        `not 50 to 600000 ms: using ${DEFAULT_TIMEOUT}`,
      ),
      engine: files ? oneOf('engine', ['auto', 'instant', 'ort']) : 'instant',
      webgpu: oneOf('webgpu', ['real', 'any', 'off']),
      cache: oneOf('cache', ['persistent', 'session']),
      pins: { keys: keys ?? [], expired: oneOf('expired', ['rank', 'refuse']) },
      saveData: false,
      queries: files?.queries ?? '',
      locale,
      currency: tag('currency', () => currencyOf(options.currency)),
    },
    problem,
    warnings,
    names: Object.keys(options),
  }
}

function isTextOrNumber(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

function isNumber(value: unknown, min: number, max = Number.POSITIVE_INFINITY): boolean {
  return typeof value === 'number' && value >= min && value <= max
}

function isSecondParty(value: Partial<ContributeOptions>, page: string): boolean {
  return urlOf(value.url, page) !== null && KEY.test(`${value.key}`)
}

function noEdge(value: unknown): Problem {
  const example = "createRecommender({ edge: 'https://edge.example' })"
  return failure('options/edge', `edge: ${show(value)} is not the URL of an edge: ${example}`)
}

/** Pages that pin a key by mistake must not trust everybody. */
function keysOf(value: unknown): string[] | null {
  if (value === undefined) return []
  const isKeys = Array.isArray(value) && value.length > 0 && value.every((key) => KEY.test(key))
  return isKeys ? value : null
}

function noKeys(value: unknown): Problem {
  return failure(
    'options/keys',
    `keys: ${show(value)} is no list of public keys, as \`tacit keys list\` prints them`,
  )
}

/** @throws for what is not a code of ISO 4217 */
function currencyOf(code: unknown): string {
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: String(code),
  }).resolvedOptions().currency!
}

/** An absolute http URL without query, fragment and final slashes; null for anything else. */
function urlOf(value: unknown, page: string): string | null {
  if (!(typeof value === 'string' && value !== '') && !(value instanceof URL)) return null
  try {
    const { protocol, origin, pathname } = new URL(value, page)
    if (protocol !== 'http:' && protocol !== 'https:') return null
    return origin + pathname.replace(/\/+$/, '')
  } catch {
    return null
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value)
}
