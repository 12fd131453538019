import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readNetwork } from '../../engine/index.ts'
import { evaluateUnderstand } from '../../training/index.ts'
import { fitNetwork, readBenchmark, settingsFor } from '../../training/understand/index.ts'
import { writeKitchen } from './kitchen.ts'

const SMALL = {
  ...{ members: 1, buckets: 256, width: 16, hidden: 16, epochs: 12, utterances: 500 },
  ...{ batch: 16, rate: 1e-2, drop: 0.1, chain: true, hideGrams: 0.1, splice: 0.2 },
  ...{ bits: 4 as const, swapWithin: true },
}

const folder = await writeKitchen(await mkdtemp(join(tmpdir(), 'tacit-kitchen-')))

test('a small network understands several wishes in one utterance', async () => {
  const result = await evaluateUnderstand({ data: folder, settings: SMALL, threads: 1 })
  expect(result).toMatchObject({ task: 'understand', utterances: 60, seed: 1 })
  expect(result.overall).toBeGreaterThan(0.8)
  expect(result.slotF1).toBeGreaterThan(0.9)
  expect(result.intent).toBeGreaterThan(0.9)
  expect(result.bytes).toBeLessThan(20_000)
})

test('convolutions before the recurrent unit learn too, and members are averaged', async () => {
  const settings = { ...SMALL, dilations: [1, 2], members: 2, epochs: 8, chain: false }
  const { overall } = await evaluateUnderstand({ data: folder, settings, threads: 1 })
  expect(overall).toBeGreaterThan(0.8)
})

test('the same seed gives the same bytes, another seed gives others', async () => {
  const { train, valid } = await readBenchmark(folder)
  const settings = { ...settingsFor(train), ...SMALL, epochs: 1, utterances: 100 }
  const bytesOf = (seed: number) => fitNetwork(train, valid, settings, { seed, threads: 1 })
  const [one, again, other] = [await bytesOf(1), await bytesOf(1), await bytesOf(2)]
  expect(again).toEqual(one)
  expect(other).not.toEqual(one)
})

test('bytes that were cut or changed are refused', async () => {
  const { train, valid } = await readBenchmark(folder)
  const settings = { ...settingsFor(train), ...SMALL, epochs: 1, utterances: 16 }
  const bytes = await fitNetwork(train, valid, settings, { seed: 1, threads: 1 })
  expect(() => readNetwork(bytes.subarray(0, -1))).toThrow('understand')
  const text = Buffer.from(bytes).toString('latin1')
  const encode = (changed: string) => new Uint8Array(Buffer.from(changed, 'latin1'))
  expect(() => readNetwork(encode(text.replace('width\\":16', 'width\\":17')))).toThrow(
    'the network of queries does not fit: 0.words is [',
  )
  expect(() => readNetwork(encode(text.replace('members', 'numbers')))).toThrow('lacks words')
})

/** Replacements of the second line of train.tsv, and what refuses them. */
const BAD: [message: string, header: string, row: string][] = [
  ['train.tsv has no column clauses', 'tokens\tslots\tintents', 'a\tO\tx'],
  ['train.tsv:2: 2 tokens, 1 slots', 'tokens\tslots\tintents\tclauses', 'a b\tO\tx\t0-2:x'],
  ['slot "C-x" must be O, B-name or I-name', 'tokens\tslots\tintents\tclauses', 'a\tC-x\tx\t'],
  ['clause "0-2:x" must be', 'tokens\tslots\tintents\tclauses', 'a\tO\tx\t0-2:x'],
  ['clause "1:x" must be', 'tokens\tslots\tintents\tclauses', 'a\tO\tx\t1:x'],
  ['has no row with clauses', 'tokens\tslots\tintents\tclauses', 'a\tO\tx\t'],
  ['has no row below its header', 'tokens\tslots\tintents\tclauses', ''],
]

test.each(BAD)('refused: %s', async (message, header, row) => {
  const bad = await mkdtemp(join(tmpdir(), 'tacit-kitchen-'))
  for (const part of ['valid', 'test'])
    await writeFile(join(bad, `${part}.tsv`), await readFile(join(folder, `${part}.tsv`)))
  await writeFile(join(bad, 'train.tsv'), `${header}\n${row}\n`)
  await expect(readBenchmark(bad)).rejects.toThrow(message)
})

test('a missing file is named', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'tacit-kitchen-'))
  await expect(readBenchmark(empty)).rejects.toThrow('--task understand reads train.tsv, valid.tsv')
})
