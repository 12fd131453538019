/** Runs in the browser: the SDK's own ONNX Runtime engine over the pack that the site serves. */
import * as core from '../../client/core.ts'
import { ortEngine } from '../../client/ort/engine.ts'

window.parity = async (webgpu, histories) => {
  const base = `${location.origin}/v1/c/default`
  const manifest = await (await fetch(`${base}/manifest`)).json()
  const pack = await core.openPack(manifest, async (name) => {
    const response = await fetch(`${base}/files/${name}`)
    return new Uint8Array(await response.arrayBuffer())
  })
  const engine = ortEngine(core, { assets: `${location.origin}/sdk/`, webgpu })
  await engine.load(pack)
  const scores: string[] = []
  for (const events of histories) {
    const bytes = new Uint8Array((await engine.score(await engine.encode(events), events)).buffer)
    let text = ''
    for (let n = 0; n < bytes.length; n += 8192)
      text += String.fromCharCode(...bytes.subarray(n, n + 8192))
    scores.push(btoa(text))
  }
  const { provider } = engine
  await engine.dispose()
  return { provider: provider!, scores }
}
