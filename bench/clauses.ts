// node bench/clauses.ts DATA [SETTINGS]: a network of `tacit evaluate --task understand` that never saw one sixth of the
// distinct training clauses, scored on each of them alone, on 800 utterances composed of them, and on the valid part.
// SETTINGS is JSON, such as '{"contrastIntents": 0.1}'.
import { resolve } from 'node:path'
import { readNetwork } from '@tacit-rec/engine'
import { createRandom } from '../training/random.ts'
import {
  fitNetwork,
  judgeNetwork,
  readBenchmark,
  settingsFor,
} from '../training/understand/index.ts'
import { clausesOf, mix } from '../training/understand/mix.ts'

const [data, json = '{}'] = process.argv.slice(2)
const ONE_OF = 6
const AS_THEY_ARE = { swap: 0, swapWithin: false, splice: 0, any: 0 }

const { train, valid } = await readBenchmark(resolve(data))
const all = clausesOf(train)
const random = createRandom(1)
const kept = new Map(all.phrases)
const held = new Map(all.phrases)
for (const [intent, list] of all.phrases) {
  const order = random.shuffle(Int32Array.from(list.keys()))
  const count = Math.floor(list.length / ONE_OF)
  held.set(
    intent,
    [...order.subarray(0, count)].map((n) => list[n]),
  )
  kept.set(
    intent,
    [...order.subarray(count)].map((n) => list[n]),
  )
}
const known = all.frames.filter((frame) =>
  frame.every(({ intent }) => held.get(intent)!.length > 0),
)
const unseen = mix({ ...all, frames: known, phrases: held }, 800, AS_THEY_ARE, random)
const rest = mix({ ...all, phrases: kept }, train.length, AS_THEY_ARE, random)

const one = { members: 1, buckets: 2048, hidden: 96, epochs: 8 }
const settings = { ...settingsFor(train), ...one, ...JSON.parse(json) }
const before = process.cpuUsage()
const bytes = await fitNetwork(rest, valid, settings, { seed: 1, threads: 1 })
const { user, system } = process.cpuUsage(before)
const network = readNetwork(bytes)
const alone = [...held].flatMap(([intent, phrases]) =>
  phrases.map(({ tokens, tags }) => ({
    ...{ tokens, tags, intents: [intent] },
    clauses: [{ from: 0, to: tokens.length, intent }],
  })),
)
const scores = {
  alone: judgeNetwork(network, alone),
  unseen: judgeNetwork(network, unseen),
  valid: judgeNetwork(network, valid),
}
const cpuSeconds = Math.round((user + system) / 1e6)
console.log(
  JSON.stringify({ settings: JSON.parse(json), ...scores, cpuSeconds, bytes: bytes.length }),
)
