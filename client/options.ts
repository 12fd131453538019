import { failure, type Problem } from './failure.ts'
import { filesIn, ownFiles } from './files.ts'
import type { Config } from './messages.ts'
import type { RecommenderOptions } from './types.ts'

/** Options after they were read: every value is one that the SDK can work with. */
export interface Settings {
  edge: string
  catalogue: string
  /** As it was given: the history reads it, and fails closed. */
  consent: unknown
  /** Name of the history; null: the catalogue's own. */
  store: string | null
  /** Empty: the device has one person. */
  user: string
  /** Milliseconds. */
  maxAge: number
  config: Config
  /** URL of the SDK's Worker; null where its files are not known. */
  worker: string | null
  debug: boolean
  /** Why nothing can work; null if it can. */
  problem: Problem | null
  /** What was wrong, and what is used instead. */
  warnings: string[]
}

const DEFAULT_TIMEOUT = 2000
/** Thirteen months. */
const MAX_AGE = 396 * 86_400_000
const KEY = /^ed25519:[\w-]{43}$/
const KNOWN = new Set(
  (
    'edge catalogue store user consent engine webgpu assets cache timeout maxAge locale currency ' +
    'keys expired debug'
  ).split(' '),
)

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

  function text(name: 'catalogue', fallback: string): string {
    const value = options[name] ?? fallback
    if (/^[\w.-]+$/.test(String(value))) return String(value)
    warnings.push(`${name}: ${show(value)} is not a name: using ${fallback}`)
    return fallback
  }

  function milliseconds(): number {
    const value = options.timeout ?? DEFAULT_TIMEOUT
    if (typeof value === 'number' && value >= 50 && value <= 600_000) return value
    warnings.push(`timeout: ${show(value)} is not 50 to 600000 ms: using ${DEFAULT_TIMEOUT}`)
    return DEFAULT_TIMEOUT
  }

  function name(option: 'store' | 'user'): string {
    const value: unknown = options[option] ?? ''
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    warnings.push(`${option}: ${show(value)} is not a text: it is ignored`)
    return ''
  }

  function age(): number {
    const value = options.maxAge ?? MAX_AGE
    if (typeof value === 'number' && value > 0) return value
    warnings.push(`maxAge: ${show(value)} is no number above 0: using 13 months`)
    return MAX_AGE
  }

  const edge = urlOf(options.edge, page)
  const catalogue = text('catalogue', 'default')
  const folder = options.assets === undefined ? null : urlOf(options.assets, page)
  if (options.assets !== undefined && folder === null)
    warnings.push(`assets: ${show(options.assets)} is not a URL: using the script's folder`)
  const keys = keysOf(options.keys)
  const problem = edge === null ? noEdge(options.edge) : keys === null ? noKeys(options.keys) : null
  if (problem) warnings.unshift(problem.message)
  const files = folder === null ? ownFiles() : filesIn(`${folder}/`)
  const none = { worker: '', runtime: '' }
  for (const name of Object.keys(options))
    if (!KNOWN.has(name)) warnings.push(`${name} is not an option`)
  return {
    edge: edge ?? '',
    catalogue,
    consent: options.consent,
    store: name('store') || null,
    user: name('user'),
    maxAge: age(),
    worker: files?.worker ?? null,
    debug: options.debug === true,
    config: {
      base: `${edge}/v1/c/${catalogue}`,
      timeout: milliseconds(),
      engine: files ? oneOf('engine', ['auto', 'instant', 'ort']) : 'instant',
      webgpu: oneOf('webgpu', ['real', 'any', 'off']),
      cache: oneOf('cache', ['persistent', 'session']),
      ort: files?.ort ?? { wasm: none, webgpu: none },
      pins: { keys: keys ?? [], expired: oneOf('expired', ['rank', 'refuse']) },
      saveData: false,
    },
    problem,
    warnings,
  }
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
