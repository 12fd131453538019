import Table from 'cli-table3'
import type { Membership } from '../evaluate/index.ts'
import type { Tried } from '../teachers/index.ts'

type Cell = string | number

const NO_BORDERS = {
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  top: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  bottom: '',
  'mid-mid': '',
  'left-mid': '',
  'right-mid': '',
  mid: '',
  left: '',
  right: '',
  middle: '  ',
}

/** Rows under a head, without borders or colors; columns of numbers are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumber = (column: number) => rows.every((row) => typeof row[column] === 'number')
  const grid = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (isNumber(column) ? 'right' : 'left')),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  grid.push(...rows.map((row) => [...row]))
  const lines = grid.toString().split('\n')
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** Settings that a search tried, with their scores; `*` marks the one that was chosen. */
export function triedTable(
  tried: readonly Tried[],
  chosen: Readonly<Record<string, unknown>>,
): string {
  const names = Object.keys(tried[0]?.setting ?? {})
  const rows = tried.map(({ setting, score }) => {
    const isChosen = names.every((name) => setting[name] === chosen[name])
    const values = names.map((name) => String(setting[name]))
    return [...values, score.toFixed(4) + (isChosen ? ' *' : '')]
  })
  return table([...names, 'validation'], rows)
}

/** `AUC .531 (95 %: .512 to .550; .5 is chance), of 500 people trained on and 500 others`. */
export function describeMembership({ auc, interval, members, others, found }: Membership): string {
  const [low, high] = interval.map((value) => value.toFixed(3))
  return (
    `AUC ${auc.toFixed(3)} (95 %: ${low} to ${high}; 0.5 is chance), ` +
    `${(100 * found).toFixed(1)} % found at 1 % false alarms, ` +
    `of ${members} people trained on and ${others} others`
  )
}

/** Prints the result: one JSON object as the last line, or a text for people. */
export function print(result: object, json: boolean | undefined, text?: string): void {
  const line = json ? JSON.stringify(result) : text
  if (line !== undefined) process.stdout.write(`${line}\n`)
}
