import type { Command } from 'commander'
import { DEFAULTS, type PlannedCalls } from '../api/index.ts'
import { table } from './output.ts'
import { positive, price, wholeNumber } from './parse.ts'

/** Flags of every command that calls a chat model: what it may cost, and how fast it asks. */
export function withCallFlags(command: Command): Command {
  const { concurrency, timeout, cache } = DEFAULTS
  return command
    .option('--model <name>', 'chat model (default: OPENAI_MODEL, or the preset)')
    .option('--dry-run', 'print calls, tokens and cost without making a call')
    .option('--max-cost <usd>', 'max US dollars to spend', positive)
    .option('--price <in,out>', 'US dollars per million tokens of the chat model', price)
    .option('--rate <n>', 'max calls to a server per minute', positive)
    .option('--concurrency <n>', 'max calls at the same time', wholeNumber(1), concurrency)
    .option('--timeout <seconds>', 'max seconds to wait for an answer', positive, timeout)
    .option('--cache <folder>', 'folder of the cache of answers', cache)
}

/** What `--dry-run` prints: a row for each kind of calls, with the flag that gives its price. */
export function callsTable(rows: readonly [name: string, flag: string, PlannedCalls][]): string {
  return table(
    ['', 'calls', 'tokens in', 'tokens out', 'cost'],
    rows.map(([name, flag, { calls, usage, cost }]) => {
      const dollars = cost === null ? `unknown: pass ${flag}` : `$${cost.toFixed(4)}`
      return [name, calls, usage.input, usage.output, dollars]
    }),
  )
}
