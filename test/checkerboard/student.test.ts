import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EncodedEvent } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { train } from '../../training/api/index.ts'
import { readPackFolder } from '../../training/export/read.ts'
import type { Site } from '../browser/site.ts'
import { browserScores, engineSide, onnxSide, startPage, trainingSide } from '../parity/compare.ts'
import { bestOutside, CASES, writeCheckerboard } from './data.ts'

let pack: LoadedPack
let browser: Browser
let site: Site

beforeAll(async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'tacit-board-')), 'pack')
  const data = await writeCheckerboard()
  await train({ data, out, preset: 'quick', memory: [], threads: 1 })
  const folder = await readPackFolder(out)
  pack = folder.pack
  ;({ browser, site } = await startPage(folder))
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

// Trained without a memory, so the encoder alone must find the colors.
const histories: EncodedEvent[][] = CASES.map(({ history }) =>
  history.map((item, n) => ({ item, kind: 0, age: history.length - 1 - n })),
)

function expectColors(scores: Float32Array[]): void {
  for (const [n, { history, wanted }] of CASES.entries())
    expect(bestOutside(scores[n], history, 9)).toEqual(wanted)
}

describe('the student finds the colors of a checkerboard', () => {
  it('in training', async () => {
    const { score, end } = await trainingSide(pack)
    expectColors(await Promise.all(histories.map(score)))
    await end()
  })

  it('as ONNX in Node', async () => {
    const score = await onnxSide(pack)
    const scores: Float32Array[] = []
    for (const events of histories) scores.push(await score(events))
    expectColors(scores)
  })

  it.each([true, false])('in the instant engine, WebAssembly %s', async (wasm) => {
    expectColors(await Promise.all(histories.map(await engineSide(pack, wasm))))
  })

  it.each(['instant', 'off', 'any'] as const)('in the browser, %s', async (engine) => {
    expectColors((await browserScores(browser, site, engine, histories)).scores)
  })
})
