import { readFile } from 'node:fs/promises'
import { parseRules, type Rules, TacitError } from '@tacit-rec/pack'
import { readPack, writeRules } from '../export/index.ts'
import { reasonOf } from '../files.ts'
import { silent } from '../progress.ts'
import type { ProgressOptions } from './options.ts'

export interface RulesOptions extends ProgressOptions {
  /** Folder of the pack. */
  pack: string
  /** File of rules (JSON), or the rules themselves; null: the pack has none from now on. */
  rules: string | Rules | null
  /** Checks the rules and writes nothing. Default: false. */
  dryRun?: boolean
}

export interface RulesResult {
  /** Folder of the pack. */
  out: string
  /** Of the pack that was written; in a dry run, of the one that is there. */
  sequence: number
  dryRun: boolean
  /** Number of rules, by placement. */
  placements: Record<string, number>
  /** Facts and items that rules name and the catalogue lacks. */
  notes: string[]
}

/**
 * Puts a site's rules into a pack, which gets the next sequence; publish it as any other. No device
 * downloads anything else again.
 *
 * @throws TacitError `pack/rules` with the path of what is wrong, `rules/file`, `rules/format`
 * @example
 * await rules({ pack: 'pack', rules: 'rules.json' })
 */
export async function rules({
  pack,
  rules: given,
  dryRun = false,
  progress = silent,
}: RulesOptions): Promise<RulesResult> {
  const checked = typeof given === 'string' ? await readRules(given) : given && parseRules(given)
  const { sequence, notes } = await writeRules(pack, checked, dryRun)
  const counts = Object.entries(checked ?? {}).map(([name, list]) => [name, list.length])
  const placements: Record<string, number> = Object.fromEntries(counts)
  for (const note of notes) progress.note(note)
  progress.note(messageOf(pack, placements, sequence, dryRun))
  return { out: pack, sequence, dryRun, placements, notes }
}

/** The rules that a pack has. @throws TacitError `export/no-pack`, `pack/…` */
export async function rulesOf({ pack }: Pick<RulesOptions, 'pack'>): Promise<Rules> {
  return (await readPack(pack)).rules ?? {}
}

async function readRules(file: string): Promise<Rules> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new TacitError('rules/file', `${file}: cannot read it (${reasonOf(error)})`)
  }
  let json: unknown
  try {
    // Editors on Windows begin a file with a mark.
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new TacitError('rules/file', `${file}: not JSON (${reasonOf(error)})`)
  }
  return parseRules(json, file)
}

function messageOf(
  pack: string,
  placements: Record<string, number>,
  sequence: number,
  dryRun: boolean,
): string {
  const counts = Object.entries(placements).map(([name, count]) => `${count} for ${name}`)
  const what = counts.length > 0 ? `rules: ${counts.join(', ')}` : 'no rules'
  return `${pack}: ${what} ${dryRun ? '— dry run: nothing was written' : `(sequence ${sequence})`}`
}
