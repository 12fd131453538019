import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Manifest, sha256Hex } from '@tacit-rec/pack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writePack } from '../../training/export/index.ts'
import { collectGarbage, listPacks, publishPack, rollBack } from '../../training/publish/index.ts'
import { createRandom } from '../../training/random.ts'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { randomContents } from '../pack/random-pack.ts'
import { startProxy } from './proxy.ts'

const token = 'correct-horse'
const ACT = join(import.meta.dirname, 'act.ts')
let root: string
let edge: LocalEdge
let count = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tacit-kill-'))
  edge = await startEdge({ port: 0, persistTo: join(root, 'r2'), token, assets: root })
})

afterAll(async () => {
  await edge?.dispose()
  await rm(root, { recursive: true, force: true })
})

/** A catalogue with two packs, the second live, and a third in a folder. */
async function newShop() {
  const to = `${edge.url}/v1/c/shop-${++count}`
  const pack = join(root, `pack-${count}`)
  const write = (seed: number) =>
    writePack(pack, { ...randomContents({ seed, items: 20 }), sequence: undefined })
  const request = { folder: pack, to, token, keys: [], force: false }
  for (const seed of [1, 2]) {
    await write(seed)
    await publishPack(request)
  }
  await write(3)
  return { to, write, request, live: async () => (await fetch(`${to}/manifest`)).json() }
}

/** Every file of the live manifest is served as the manifest says. @returns its sequence */
async function servedWhole(to: string): Promise<number> {
  const manifest: Manifest = await (await fetch(`${to}/manifest`)).json()
  for (const { name, sha256 } of manifest.files) {
    const response = await fetch(`${to}/files/${name}`)
    expect(response.status, name).toBe(200)
    expect(await sha256Hex(new Uint8Array(await response.arrayBuffer()))).toBe(sha256)
  }
  return manifest.sequence
}

/**
 * Runs an action in a process that is killed with -9 at its n-th request: before the edge has it, or
 * after the edge has answered.
 *
 * @returns whether it came to that request
 */
async function killAt(action: string, options: { to: string }, n: number, before: boolean) {
  let child: ChildProcess | undefined
  let killed = false
  const proxy = await startProxy(edge.url, (_, at) => {
    if (at !== n) return killed ? 'lose request' : 'pass'
    killed = true
    if (before) child?.kill('SIGKILL')
    else setTimeout(() => child?.kill('SIGKILL'), 30)
    return before ? 'lose request' : 'lose answer'
  })
  const through = { ...options, to: options.to.replace(edge.url, proxy.url) }
  child = spawn(process.execPath, [ACT, action, JSON.stringify(through)], { stdio: 'pipe' })
  await once(child, 'exit')
  await proxy.close()
  return killed
}

test('publish, killed at every step: the old pack stays whole, a rerun finishes', async () => {
  const { to, request, write } = await newShop()
  let step = 1
  for (let sequence = 3; await killAt('publish', request, step, step % 2 === 0); step++) {
    expect([sequence - 1, sequence]).toContain(await servedWhole(to))
    expect(await publishPack(request)).toMatchObject({ sequence })
    expect(await servedWhole(to)).toBe(sequence)
    await write(++sequence)
  }
  // The manifest, what is stored, seven files, the promotion.
  expect(step).toBe(11)
})

test.each([
  true,
  false,
])('promotion, killed before (%s) or after the edge has it', async (before) => {
  const { to, request } = await newShop()
  await publishPack({ ...request, only: 'upload' })
  expect(await killAt('publish', { ...request, only: 'promote' } as never, 3, before)).toBe(true)
  expect(await servedWhole(to)).toBe(before ? 2 : 3)
  expect(await publishPack(request)).toMatchObject({ sequence: 3, unchanged: !before })
})

test('rollback, killed at every step: what is live stays whole, a rerun finishes', async () => {
  const { to, request } = await newShop()
  const options = { to, token, keys: [], force: false }
  let step = 1
  for (; await killAt('rollback', options, step, step % 2 === 0); step++) {
    await servedWhole(to)
    await rollBack(options)
    const { packs } = await listPacks(to, token)
    expect(packs[0]).toMatchObject({ live: true, rollback: expect.any(Number) })
    await servedWhole(to)
    // Live again is a pack that is no roll-back.
    await publishPack({ ...request, force: true })
    const seed = 10 + step
    await writePack(request.folder, { ...randomContents({ seed, items: 20 }), sequence: undefined })
  }
  expect(step).toBeGreaterThan(4)
})

test('gc, killed ten times at random: nothing that a kept pack lists is lost', async () => {
  const { to, request, write } = await newShop()
  for (let seed = 3; seed < 9; seed++) {
    await write(seed)
    await publishPack(request)
  }
  const options = { to, token, keep: 2, hours: 0, dryRun: false }
  const seed = 20_261_128
  const random = createRandom(seed)
  let kills = 0
  for (let run = 0; run < 10; run++) {
    // Manifest, listing and two kept manifests come first; then deletions, while there are any.
    const at = 1 + random.below(12)
    if (await killAt('gc', options, at, random.uniform() < 0.5)) kills++
    expect(await servedWhole(to)).toBe(8)
    const { packs } = await listPacks(to, token)
    expect(packs.slice(0, 2).map(({ sequence }) => sequence)).toEqual([8, 7])
  }
  console.log(`seed ${seed}: ${kills} of 10 runs killed`)
  const rest = await collectGarbage(options)
  expect(await collectGarbage(options)).toMatchObject({ manifests: [], files: [] })
  expect(rest.kept.manifests).toBe(2)
  // What is kept can be rolled back to.
  await rollBack({ to, token, keys: [], force: false })
  await servedWhole(to)
})
