import type { Command } from 'commander'
import {
  type CollectResult,
  collect,
  newCollectKey,
  review,
  type SimulateResult,
  simulate,
} from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print, table } from './output.ts'
import { share, wholeNumber, wholeNumbers } from './parse.ts'

interface Flags {
  from?: string
  epoch?: number
  key?: string
  out?: string
  keep?: boolean
  review?: string
  newKey?: string
  simulate?: string
  threshold?: number
  sample: number
  pairs: number
  devices?: number[]
  epochs: number[]
  backOff: boolean
  textItems?: string
  threads?: number
  json?: boolean
}

export function addCollect(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('collect')
    .description('open what visitors contributed: counts of pairs that enough devices gave')
    .option(
      '--from <place>',
      'the edge, https://…, with its token in TACIT_TOKEN; or a folder of releases',
    )
    .option('--epoch <n>', 'number of the epoch', wholeNumber(0))
    .option('--key <file>', "file of the aggregator's keys")
    .option('--out <folder>', 'folder of the counts, for train --counts; epochs add up in it')
    .option('--keep', 'keep the messages (default: deleted once the counts are written)')
    .option('--threads <n>', 'number of threads (default: one per core)', wholeNumber(1))
    .option('--review <file>', 'count the held tokens that have yes in the column keep')
    .option('--new-key <file>', "make the aggregator's keys")
    .option('--simulate <data>', 'say what a shop with these events would get, and open nothing')
    .option('--threshold <k>', 'k of a simulation', wholeNumber(1))
    .option('--sample <p>', 'probability with which a token is given, in a simulation', share, 1)
    .option('--pairs <m>', 'pairs a device and epoch, in a simulation', wholeNumber(1), 10)
    .option('--devices <n,…>', 'numbers of devices (default: the users of the data)', wholeNumbers)
    .option('--epochs <n,…>', 'numbers of epochs, in a simulation', wholeNumbers, [1, 4])
    .option('--no-back-off', 'without the layers with clusters, in a simulation')
    .option('--text-items <file>', 'text vectors of the items, in a simulation')
  withExamples(
    command,
    'tacit collect --simulate shop --threshold 10 --devices 10000,100000',
    'tacit collect --new-key aggregator.json',
    'TACIT_TOKEN=… tacit collect --from https://edge.example --epoch 2950 --key aggregator.json --out counts',
    'tacit collect --review counts/held-2950.csv --epoch 2950 --out counts',
    'tacit train --counts counts --items products.csv --out pack',
  )
  withJsonFlag(command).action(async (flags: Flags) => {
    const need = <K extends keyof Flags>(name: K): NonNullable<Flags[K]> => {
      const value = flags[name]
      if (value !== undefined) return value as NonNullable<Flags[K]>
      return command.error(`error: required option '--${name}' not specified`)
    }
    if (flags.newKey) {
      const result = await newCollectKey({ file: flags.newKey })
      const text = `seal: ${result.seal}\n${flags.newKey} opens the messages: keep it off the edge`
      return print(result, flags.json, text)
    }
    if (flags.simulate) {
      const { simulate: data, sample, pairs, devices, epochs, backOff, textItems } = flags
      const threshold = need('threshold')
      const given = {
        data,
        threshold,
        sample,
        pairs,
        devices,
        epochs,
        backOff,
        textItems,
        progress,
      }
      const result = await simulate(given)
      return print(result, flags.json, forecast(result, threshold, sample))
    }
    const [epoch, out] = [need('epoch'), need('out')]
    if (flags.review) {
      const result = await review({ held: flags.review, epoch, out })
      return print(result, flags.json, `${result.added} tokens of the review count now`)
    }
    const [from, key] = [need('from'), need('key')]
    const token = process.env.TACIT_TOKEN
    const result = await collect({
      ...{ from, key, epoch, out, token },
      keep: flags.keep,
      threads: flags.threads,
    })
    print(result, flags.json, described(result, out))
  })
}

function described(result: CollectResult, out: string): string {
  const { opened, unread, leak, threshold, sample, held, heldFile } = result
  const lines = [
    `epoch ${result.epoch}: ${result.messages} messages, ${result.malformed} malformed`,
    `read: ${opened['item-item']} pairs, ${opened['item-cluster']} of item and cluster, ` +
      `${opened['cluster-item']} of cluster and item, each by at least ${threshold} devices`,
    `not read: ${unread.tokens} tokens of ${unread.messages} messages`,
    `left out: ${result.false} false shares, ${result.unreadable} groups with too many of them, ` +
      `${result.foreign} groups that are no token of this epoch`,
    `randomness server: ${result.evaluated} evaluations, ${result.refused} requests refused`,
    leakLine(leak, threshold, sample),
  ]
  for (const { sequence, devices, rate, halfWidth } of result.measured)
    lines.push(
      `measured: pack ${sequence}, hit rate at 10 ${rate.toFixed(3)} ± ${halfWidth.toFixed(3)} (95 %), ` +
        `${devices} devices`,
    )
  if (heldFile) lines.push(`${held} tokens wait for a review: ${heldFile}`)
  return [...lines, `counts: ${out}`].join('\n')
}

function leakLine(leak: CollectResult['leak'], threshold: number, sample: number): string {
  if (!leak) return `leak: a threshold of ${threshold} devices; without sampling there is no ε`
  return (
    `leak: ε ${leak.epoch.toFixed(2)} in an epoch, ${leak.quarter.toFixed(2)} in 13, at δ 1e-6 ` +
    `(p = ${sample}, k = ${threshold})`
  )
}

function forecast(result: SimulateResult, threshold: number, sample: number): string {
  const { users, textAlone, watched, rows, leak } = result
  const cells = ({ hr, ndcg }: SimulateResult['watched']) => [hr.toFixed(4), ndcg.toFixed(4)]
  const lines = table(
    ['devices', 'epochs', 'pairs', 'HR@10', 'NDCG@10', 'forecast'],
    [
      ['text alone', '', '', ...cells(textAlone)],
      ...rows.map((row) => [
        String(row.devices),
        String(row.epochs),
        String(row.opened),
        ...cells(row),
        row.forecast ? row.forecast.hr.toFixed(4) : '',
      ]),
      ['everybody watched', '', '', ...cells(watched)],
    ],
  )
  const drawn =
    `more devices than ${users} are drawn from the users with replacement, so they are more alike than real ones; ` +
    'forecast: HR@10 of the users themselves at a threshold that is lower by as much'
  return [lines, drawn, leakLine(leak, threshold, sample)].join('\n')
}
