/** Runs in the browser: the SDK's engines over the site's pack. */
import { instantEngine } from '@tacit-rec/engine'
import { openPack } from '@tacit-rec/pack'
import { ortEngine } from '../../client/ort/index.ts'
import { ortFiles } from '../../client/ort-files.ts'

window.parity = async (wanted, histories) => {
  const base = `${location.origin}/v1/c/default`
  const manifest = await (await fetch(`${base}/manifest`)).json()
  const download = async (name: string) => {
    const response = await fetch(`${base}/files/${name}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  const pack = await openPack(manifest, download, { all: true })
  const files = ortFiles(`${location.origin}/sdk/`)
  const [student, scorer] = [pack.student!, pack.scorer!]
  const ort =
    wanted === 'instant'
      ? null
      : ortEngine({ files, webgpu: wanted, timeout: 20_000, student, scorer })
  const engine = ort ?? instantEngine()
  await engine.load(pack)
  const scores: string[] = []
  for (const events of histories) {
    const bytes = new Uint8Array((await engine.score(await engine.encode(events), events)).buffer)
    let text = ''
    for (let n = 0; n < bytes.length; n += 8192)
      text += String.fromCharCode(...bytes.subarray(n, n + 8192))
    scores.push(btoa(text))
  }
  const provider = ort?.provider ?? 'instant'
  await engine.dispose()
  return { provider, scores }
}
