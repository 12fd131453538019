import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import type { Metrics } from '../../evaluate/index.ts'
import type { FittedSettings, Tried } from '../types.ts'

/** Names of a RUN's files. */
export const RUN_FILES = {
  config: 'config.json',
  ids: 'ids.json',
  embeddings: 'embeddings.safetensors',
  links: 'links.safetensors',
  checkpoint: 'checkpoint.safetensors',
  log: 'log.jsonl',
  tried: 'tried.jsonl',
  report: 'report.html',
} as const

/** `config.json`: how a teacher was fitted. */
export interface RunConfig {
  format: 1
  teacher: string
  /** Which file holds the parameters: embeddings of users and items, or links between items. */
  kind: 'embeddings' | 'links'
  protocol: Protocol
  data: { name: string; hash: string; users: number; items: number }
  /** Hash of the split it was fitted on. */
  split: string
  /** Fitted with the inputs of held-out users too (`unseen-users`). */
  transductive?: boolean
  seed: number
  threads: number
  settings: FittedSettings
  /** SHA-256 of the text vectors, in the dataset's order. */
  text?: string
  /** The epoch that was kept, and the last trained one. */
  epochs?: number
  trained?: number
  validation?: Metrics
  tried?: readonly Tried[]
}

/**
 * The configuration of a RUN; null if the folder holds none.
 *
 * @throws TacitError `run/config` for a config.json of another kind
 */
export async function readRunConfig(folder: string): Promise<RunConfig | null> {
  const file = join(folder, RUN_FILES.config)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
  const config = parse(text)
  if (config?.format === 1 && typeof config.teacher === 'string' && config.data) return config
  throw new TacitError(
    'run/config',
    `${file} does not describe a run of a teacher: choose another folder`,
  )
}

function parse(text: string): RunConfig | null {
  try {
    return JSON.parse(text) as RunConfig | null
  } catch {
    return null
  }
}
