import { type EncodedEvent, explain, encode as instantEncode } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPackFolder } from '../../training/export/read.ts'
import type { Site } from '../browser/site.ts'
import {
  browserScores,
  engineSide,
  largestDifference,
  onnxSide,
  randomHistories,
  type Score,
  sameTop20,
  startPage,
  trainingSide,
} from './compare.ts'

const HISTORIES = 200
/** WebGPU in software takes .1 s for each. */
const ON_SOFTWARE_GPU = 40

/**
 * Every implementation of the student ranks 200 histories alike: training, `engine/` with and without
 * its kernel, ONNX in Node, and the SDK's ONNX Runtime on WASM and on WebGPU.
 *
 * @param name of the data, for the report
 * @param train returns the folder of a pack
 */
export function paritySuite(name: string, train: () => Promise<string>): void {
  describe(`parity on ${name}`, () => {
    let pack: LoadedPack
    let histories: EncodedEvent[][]
    let reference: Float32Array[]
    let browser: Browser
    let site: Site

    beforeAll(async () => {
      const folder = await readPackFolder(await train())
      pack = folder.pack
      histories = randomHistories(pack, HISTORIES)
      reference = await all(await engineSide(pack, true))
      ;({ browser, site } = await startPage(folder))
    }, 900_000)
    afterAll(async () => {
      await browser?.close()
      await site?.close()
    })

    const all = async (score: Score) => {
      const scores: Float32Array[] = []
      for (const events of histories) scores.push(await score(events))
      return scores
    }
    const agree = (way: string, scores: Float32Array[]) => {
      const differences = scores.map((own, n) => largestDifference(own, reference[n]))
      console.log(`${name}: ${way} differs by at most ${Math.max(...differences).toExponential(1)}`)
      expect(scores.filter((own, n) => !sameTop20(reference[n], own))).toEqual([])
    }

    it('training ranks as the engine does', async () => {
      const { score, end } = await trainingSide(pack)
      agree('training', await all(score))
      await end()
    })

    it('the engine without WebAssembly does', async () => {
      agree('plain TypeScript', await all(await engineSide(pack, false)))
    })

    it('ONNX in Node does', async () => {
      agree('onnxruntime-node', await all(await onnxSide(pack)))
    })

    it.each([
      ['off', 'wasm', HISTORIES],
      ['any', 'webgpu', ON_SOFTWARE_GPU],
    ] as const)(
      'the SDK with webgpu %s does, on %s, for %i histories',
      async (webgpu, provider, count) => {
        const found = await browserScores(browser, site, webgpu, histories.slice(0, count))
        expect(found.provider).toBe(provider)
        agree(`ORT ${provider} in Chromium`, found.scores)
      },
      600_000,
    )

    it('explains every score: the terms sum to it', () => {
      for (const [n, events] of histories.entries()) {
        const item = (n * 37) % pack.manifest.items
        const {
          score,
          base,
          prior,
          intents,
          events: terms,
        } = explain(pack, instantEncode(pack, events), events, item)
        const sum = [...intents, ...terms].reduce((a, b) => a + b, base + prior)
        expect(Math.abs(sum - reference[n][item])).toBeLessThan(1e-4)
        expect(score).toBeCloseTo(sum, 8)
      }
    })
  })
}
