/** Runs in the browser: times each engine of the SDK over the pack that the site serves. */
import { ortEngine } from '../client/ort/index.ts'
import { ortFiles } from '../client/ort-files.ts'
import { instantEngine } from '../engine/index.ts'
import { openPack } from '../pack/index.ts'

declare global {
  interface Window {
    latency(webgpu: 'off' | 'any' | 'instant' | 'plain', runs: number): Promise<number>
  }
}

/** Median milliseconds to encode 20 events and score every item. */
window.latency = async (way, runs) => {
  const base = `${location.origin}/v1/c/default`
  const manifest = await (await fetch(`${base}/manifest`)).json()
  const download = async (name: string) => {
    const response = await fetch(`${base}/files/${name}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  const pack = await openPack(manifest, download, { all: true })
  const files = ortFiles(`${location.origin}/sdk/`)
  const [student, scorer] = [pack.student!, pack.scorer!]
  const engine =
    way === 'off' || way === 'any'
      ? ortEngine({ files, webgpu: way, timeout: 20_000, student, scorer })
      : instantEngine({ wasm: way === 'instant' })
  await engine.load(pack)
  const events = Array.from({ length: 20 }, (_, n) => ({ item: n * 501, kind: 0, age: 19 - n }))
  const times: number[] = []
  for (let run = 0; run < runs + 3; run++) {
    const began = performance.now()
    await engine.score(await engine.encode(events), events)
    if (run >= 3) times.push(performance.now() - began)
  }
  await engine.dispose()
  return times.sort((a, b) => a - b)[times.length >> 1]
}
