import type { Command } from 'commander'
import { type DiffResult, diff } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print, table } from './output.ts'

/** Max rows of each list that people read; `--json` has more. */
const MAX_ROWS = 8

export function addDiff(tacit: Command, _progress: Shown): void {
  const command = tacit
    .command('diff')
    .description('say what changed from one pack to another')
    .argument('<a>', 'folder of the older pack')
    .argument('<b>', 'folder of the newer pack')
  withExamples(command, 'tacit diff pack-old pack')
  withJsonFlag(command).action(async (a: string, b: string, flags: { json?: boolean }) => {
    const result = await diff({ a, b })
    print(result, flags.json, described(result))
  })
}

function described({ a, b, files, items, neighbours, intents, quality }: DiffResult): string {
  const lines = [
    `${a.name} ${a.sequence} (${a.items} items) → ${b.name} ${b.sequence} (${b.items} items)`,
    `files: ${files.bytesToSend} of ${files.bytes} bytes are new: ` +
      `${files.changed.join(', ') || 'none'}; unchanged: ${files.same.join(', ') || 'none'}`,
    `items: ${items.added} added, ${items.removed} removed, ${items.changed} with other facts`,
    `neighbours: ${neighbours.changed} of ${neighbours.items} items have other neighbours; ` +
      `${(100 * neighbours.overlap).toFixed(1)} % of the ten strongest links stay`,
    `intents: ${intents.same} the same, ${intents.renamed.length} renamed, ` +
      `${intents.added.length} added, ${intents.removed.length} removed`,
  ]
  const few = <T>(rows: readonly T[]) => rows.slice(0, MAX_ROWS)
  const lists = [
    listed(['least alike', 'title', 'links kept'], few(neighbours.least), (one) => [
      one.id,
      one.title ?? '',
      `${Math.round(100 * one.overlap)} %`,
    ]),
    listed(['intent', 'before', 'now'], few(changedIntents(intents)), (row) => row),
    listed(['quality', 'metric', 'before', 'now'], quality, (row) => [
      row.protocol,
      row.metric,
      row.a.toFixed(4),
      row.b.toFixed(4),
    ]),
  ]
  return [...lines, ...lists.filter(Boolean).map((list) => `\n${list}`)].join('\n')
}

function changedIntents({ renamed, added, removed }: DiffResult['intents']): string[][] {
  return [
    ...renamed.map(({ id, from, to }) => [id, from, to]),
    ...added.map(({ id, label }) => [id, '', label]),
    ...removed.map(({ id, label }) => [id, label, '']),
  ]
}

function listed<T>(head: string[], rows: readonly T[], cells: (row: T) => string[]): string {
  return rows.length > 0 ? table(head, rows.map(cells)) : ''
}
