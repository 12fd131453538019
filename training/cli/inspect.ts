import type { Command } from 'commander'
import { type InspectItemResult, type InspectResult, inspect } from '../api/index.ts'
import { describeShares } from '../export/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { describeMembership, print, table } from './output.ts'

export function addInspect(tacit: Command, _progress: Shown): void {
  const command = tacit
    .command('inspect')
    .description("show a pack's size and files, or what one of its items is for")
    .argument('<pack>', 'folder of the pack')
    .option('--item <id>', 'id of an item: show the names of its nearest prototypes')
  withExamples(command, 'tacit inspect pack', 'tacit inspect pack --item 123')
  withJsonFlag(command).action(async (pack: string, flags: { item?: string; json?: boolean }) => {
    const { item, json } = flags
    if (item === undefined) {
      const result = await inspect({ pack })
      print(result, json, files(result))
    } else {
      const result = await inspect({ pack, item })
      print(result, json, prototypes(result))
    }
  })
}

function files(result: InspectResult): string {
  const { files, memory, teachers, paths, membership, calibrationError } = result
  const rows = files.map(({ role, name, bytes, transferBytes }) => [
    role,
    name,
    bytes,
    transferBytes,
  ])
  const tables = [table(['role', 'file', 'bytes', 'bytes sent'], rows)]
  if (memory) tables.push(`memory: ${describeShares(memory)}`)
  const weights = teachers?.map(({ name, weight }) => [name, weight.toFixed(2)])
  if (paths !== null) tables.push(`encoder: trained on ${paths} paths drawn from counts`)
  if (weights) tables.push(table(['teacher', 'weight'], weights))
  tables.push(`membership: ${membership ? describeMembership(membership) : 'not measured'}`)
  if (calibrationError !== null) tables.push(`calibration error: ${calibrationError.toFixed(3)}`)
  return tables.join('\n')
}

function prototypes({ prototypes }: InspectItemResult): string {
  const rows = prototypes.map(({ id, label, keywords, cosine }) => [
    id,
    label,
    keywords.join(', '),
    cosine.toFixed(4),
  ])
  return table(['id', 'label', 'keywords', 'cosine'], rows)
}
