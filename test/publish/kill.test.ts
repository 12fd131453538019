import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Manifest, sha256Hex } from '@tacit-rec/pack'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { writePack } from '../../training/export/index.ts'
import { collectGarbage, listPacks, publishPack, rollBack } from '../../training/publish/index.ts'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { randomContents } from '../pack/random-pack.ts'
import { startProxy } from './proxy.ts'

const token = 'correct-horse'
const ACT = join(import.meta.dirname, 'act.ts')
// Some tests start a dozen processes, on a machine that does other work too.
vi.setConfig({ testTimeout: 240_000 })

let root: string
let edge: LocalEdge
let count = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tacit-kill-'))
  const assets = join(root, 'assets')
  await mkdir(assets)
  edge = await startEdge({
    port: 0,
    persistTo: join(root, 'r2'),
    token,
    assets,
  })
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
  return { to, write, request }
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
 * @returns that request; null if it never came to it
 */
async function killAt(action: string, options: { to: string }, n: number, before: boolean) {
  let child: ChildProcess | undefined
  const killed: string[] = []
  const proxy = await startProxy(edge.url, ({ method, url }, at) => {
    if (at !== n) return killed.length > 0 ? 'lose request' : 'pass'
    killed.push(`${method} ${url}`)
    if (before) child?.kill('SIGKILL')
    else setTimeout(() => child?.kill('SIGKILL'), 30)
    return before ? 'lose request' : 'lose answer'
  })
  const through = { ...options, to: options.to.replace(edge.url, proxy.url) }
  child = spawn(process.execPath, [ACT, action, JSON.stringify(through)], { stdio: 'pipe' })
  await once(child, 'exit')
  await proxy.close()
  return killed[0] ?? null
}

test('publish, killed at every step: the old pack stays whole, a rerun finishes', async () => {
  const { to, request, write } = await newShop()
  const killed: string[] = []
  for (let sequence = 3; ; sequence++) {
    const step = killed.length + 1
    const at = await killAt('publish', request, step, step % 2 === 0)
    if (!at) break
    killed.push(at)
    expect([sequence - 1, sequence]).toContain(await servedWhole(to))
    expect(await publishPack(request)).toMatchObject({ sequence })
    expect(await servedWhole(to)).toBe(sequence)
    await write(sequence + 1)
  }
  expect(killed.filter((request) => request.startsWith('PUT')).length).toBeGreaterThan(2)
  expect(killed.at(-1)).toMatch(/POST .*\/admin\/promote$/)
})

test.each([
  true,
  false,
])('promotion, killed before (%s) or after the edge has it', async (before) => {
  const { to, request } = await newShop()
  await publishPack({ ...request, only: 'upload' })
  expect(await killAt('publish', { ...request, only: 'promote' } as never, 3, before)).toMatch(
    /promote$/,
  )
  expect(await servedWhole(to)).toBe(before ? 2 : 3)
  expect(await publishPack(request)).toMatchObject({ sequence: 3, unchanged: !before })
})

test('rollback, killed at every step: what is live stays whole, a rerun finishes', async () => {
  const { to, request } = await newShop()
  const options = { to, token, keys: [], force: false }
  const killed: string[] = []
  for (;;) {
    const step = killed.length + 1
    const at = await killAt('rollback', options, step, step % 2 === 0)
    if (!at) break
    killed.push(at)
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
  expect(killed.at(-1)).toMatch(/POST .*\/admin\/promote$/)
})

test('gc, killed at ten steps: nothing that a kept pack lists is lost', async () => {
  const { to, request, write } = await newShop()
  for (let seed = 3; seed < 9; seed++) {
    await write(seed)
    await publishPack(request)
  }
  const options = { to, token, keep: 2, hours: 0, dryRun: false }
  const killed: string[] = []
  // Manifest, listing and two kept manifests come first; then deletions, of which each run leaves some.
  for (let step = 1; step <= 10; step++) {
    killed.push((await killAt('gc', options, step, step % 2 === 0)) ?? 'ended')
    expect(await servedWhole(to)).toBe(9)
    const { packs } = await listPacks(to, token)
    expect(packs.slice(0, 2).map(({ sequence }) => sequence)).toEqual([9, 8])
  }
  expect(killed).not.toContain('ended')
  expect(killed.filter((request) => request.startsWith('DELETE')).length).toBeGreaterThan(4)
  const rest = await collectGarbage(options)
  expect(await collectGarbage(options)).toMatchObject({ manifests: [], files: [] })
  expect(rest.kept.manifests).toBe(2)
  // What is kept can be rolled back to.
  await rollBack({ to, token, keys: [], force: false })
  await servedWhole(to)
})
