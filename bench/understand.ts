// node bench/understand.ts [books|garten|beauty] [--held]: what the rules and a network trained on composed queries make of
// the hand-written ones. beauty needs the public data, in ../shared/data or TACIT_DATA.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeReading, lexiconOf, readNetwork, readTokens, tokensOf } from '@tacit-rec/engine'
import { ORDERS } from '../engine/understand/phrases.ts'
import { chunksOf } from '../engine/understand/viterbi.ts'
import { judgeAnswers, judgeQueries } from '../test/understand/queries/judge.ts'
import { actFacts, factsOf, type Query, readQueries } from '../test/understand/queries/read.ts'
import { LEXICONS } from '../test/understand/queries/shops.ts'
import { createRandom } from '../training/random.ts'
import { composeQueries, fitNetwork } from '../training/understand/index.ts'
import { settingsFor } from '../training/understand/settings.ts'

const shop = process.argv[2] ?? 'books'
const part = process.argv.includes('--held') ? 'held' : 'open'
const lexicon = shop === 'beauty' ? beauty() : LEXICONS[shop as keyof typeof LEXICONS]
const queries = readQueries(shop, part)
const report = (name: string, scores: ReturnType<typeof judgeQueries>, more = {}) =>
  console.log(JSON.stringify({ shop, part, name, ...scores, wrong: undefined, ...more }))
report('rules', judgeQueries(queries, lexicon))

const language = shop === 'garten' ? 'de' : 'en'
const began = performance.now()
const random = createRandom(1)
const train = composeQueries(lexicon, language, 12_000, random)
const valid = composeQueries(lexicon, language, 400, random)
const settings = {
  ...settingsFor(valid),
  ...{ members: 1, buckets: 2048, hidden: 96, epochs: 5, utterances: 8000, swap: 0.3, drop: 0.2 },
}
const before = process.cpuUsage()
const bytes = await fitNetwork(train, valid, settings, { seed: 1, threads: 1 })
const { user, system } = process.cpuUsage(before)
const network = readNetwork(bytes)
report('network', judgeAnswers(queries, answerOf), {
  bytes: bytes.byteLength,
  cpuSeconds: Math.round((user + system) / 1e6),
  seconds: Math.round((performance.now() - began) / 1000),
})

function answerOf({ text }: Query): { acts: string[]; frame: string[] } {
  const words = tokensOf(text).map((token) => token.text)
  const { clauses, tags } = decodeReading(network, readTokens(network, words))
  const acts = [...new Set(clauses.map(({ intent }) => intent))]
  const facts = chunksOf(tags).flatMap(({ name, from, to }) => {
    const act = clauses.find((one) => one.from <= from && from < one.to)?.intent ?? 'find'
    const said = words.slice(from, to).join(' ')
    return factsOf(act, name, said, slotValue(name, said))
  })
  return { acts, frame: [...new Set([...facts, ...actFacts(acts)])].sort() }
}

function slotValue(name: string, said: string): string {
  if (name === 'order') {
    const found = Object.entries(ORDERS).find(([, list]) => list.includes(said))
    return found?.[0] ?? (/^(?:price|preis)$/.test(said) ? 'price ascending' : said)
  }
  return said.replace(',', '.')
}

function beauty() {
  const file = join(process.env.TACIT_DATA ?? '../shared/data', 'beauty/items.item')
  const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'")
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => plain(line).split('\t'))
  return lexiconOf({
    title: rows.map((row) => row[2]),
    categories: rows.map((row) => (row[3] ?? '').split('|').map((path) => path.trim())),
  })
}
