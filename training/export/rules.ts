import { join } from 'node:path'
import {
  type Catalogue,
  type Condition,
  fileName,
  packParts,
  ROLES,
  type Rule,
  type Rules,
  readManifest,
  sha256Hex,
  TacitError,
} from '@tacit-rec/pack'
import { placeFile } from '../files.ts'
import { readPackFolder } from './read.ts'
import { MANIFEST, removeLeftovers } from './write.ts'

/** What became of a pack's rules. */
export interface WrittenRules {
  sequence: number
  /** What rules name that the catalogue does not have, in sentences for people. */
  notes: string[]
}

/**
 * Puts rules into a pack: a new file, and a manifest with the next sequence that names it. All other
 * files stay, and fields of the manifest that this version does not know. Readers at any moment, and
 * after a crash at any moment, find the old pack or the new one.
 *
 * @param rules null: the pack has none from now on
 * @throws TacitError `export/no-pack`, `rules/format`, `pack/…`
 */
export async function writeRules(
  folder: string,
  rules: Rules | null,
  dryRun = false,
): Promise<WrittenRules> {
  const { manifest: bytes, files, pack } = await readPackFolder(folder)
  const { format, sequence } = pack.manifest
  if (format === 1)
    throw new TacitError(
      'rules/format',
      `${folder}: a pack of format 1 has no rules: train it again, or run tacit update`,
    )
  const parts = packParts(pack.manifest, async (name) => files.get(name)!)
  const { ids } = pack.catalogue
  const notes = rules ? notesOn(rules, pack.catalogue, await parts.facts(ids)) : []
  if (dryRun) return { sequence, notes }

  const json = JSON.parse(new TextDecoder().decode(bytes))
  const kept = json.files.filter(({ role }: { role: string }) => role !== 'rules')
  const file = rules && (await fileOf(rules))
  const entries = file ? [...kept, file.entry] : kept
  const order: readonly string[] = ROLES
  const place = ({ role }: { role: string }) => order.indexOf(role)
  const next = {
    ...json,
    sequence: sequence + 1,
    created: new Date().toISOString(),
    // A stable sort: files of one role, and of unknown ones, keep their order.
    files: entries.toSorted((a: { role: string }, b: { role: string }) => place(a) - place(b)),
  }
  const text = `${JSON.stringify(next, null, 2)}\n`
  const { files: listed } = readManifest(new TextEncoder().encode(text))
  if (file) await placeFile(join(folder, file.entry.name), file.bytes)
  await placeFile(join(folder, MANIFEST), text)
  await removeLeftovers(folder, new Set(listed.map(({ name }) => name)))
  return { sequence: next.sequence, notes }
}

async function fileOf(rules: Rules) {
  const bytes = new TextEncoder().encode(JSON.stringify(rules))
  const sha256 = await sha256Hex(bytes)
  const name = fileName('rules', sha256)
  return { bytes, entry: { role: 'rules', name, sha256, bytes: bytes.length, optional: true } }
}

/** What most likely is a mistake, but may be meant: the catalogue changes more often than rules. */
function notesOn(rules: Rules, catalogue: Catalogue, short: Catalogue): string[] {
  const ids = new Set(catalogue.ids)
  const [all, early] = [namesOf(catalogue), namesOf(short)]
  return Object.entries(rules).flatMap(([placement, list]) =>
    list.flatMap((rule, n) => {
      const where = `${placement}[${n}]`
      const pins = 'pin' in rule ? [rule.pin].flat().filter((id) => !ids.has(id)) : []
      const facts = [...new Set(factsOfRule(rule))]
      return [
        ...pins.map((id) => `${where}: no item has the id "${id}"`),
        ...facts
          .filter((fact) => !all.has(fact))
          .map((fact) => `${where}: no item has a fact "${fact}"`),
        ...facts
          .filter((fact) => all.has(fact) && !early.has(fact))
          .map((fact) => `${where}: "${fact}" is a long text, which devices load last`),
      ]
    }),
  )
}

function namesOf({ ids: _, extra, ...columns }: Catalogue): ReadonlySet<string> {
  return new Set(['id', ...Object.keys(columns), ...Object.keys(extra ?? {})])
}

function factsOfRule(rule: Rule): string[] {
  if ('max' in rule) return [rule.per]
  if ('stock' in rule) return ['availability']
  if ('price' in rule) return rule.price.currency ? ['price', 'currency'] : ['price']
  if ('filter' in rule) return factsOf(rule.filter)
  if ('bury' in rule) return factsOf(rule.bury)
  return 'where' in rule ? factsOf(rule.where) : []
}

function factsOf(condition: Condition): string[] {
  if ('not' in condition) return factsOf(condition.not)
  if ('all' in condition) return condition.all.flatMap(factsOf)
  if ('any' in condition) return condition.any.flatMap(factsOf)
  return [condition.fact]
}
