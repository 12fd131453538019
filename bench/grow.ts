/**
 * `tacit train --preset quick` on shops of 1e5, 1e6 and 1e7 events: CPU seconds, wall seconds and peak
 * memory, and the same of every step. CPU seconds are of all threads, so they mean something on a busy
 * machine too. Results are stored in `.tacit/bench-grow.jsonl`.
 *
 *   node bench/grow.ts [--only 1e5 …]
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { train } from '../training/api/index.ts'
import type { Progress } from '../training/progress.ts'
import { type ShopSize, writeShop } from './shop.ts'
import { printTable, runTrials } from './trials.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    // Set in a child process.
    size: { type: 'string' },
  },
})

interface Size extends ShopSize {
  name: string
  /** Expected seconds. */
  seconds: number
}

const SIZES: Size[] = [
  { name: '1e5 of 600 users', users: 600, items: 8570, events: 1e5, seconds: 200 },
  { name: '1e5', users: 12_000, items: 10_000, events: 1e5, seconds: 200 },
  { name: '1e6', users: 100_000, items: 20_000, events: 1e6, seconds: 900 },
  { name: '1e7', users: 1_000_000, items: 100_000, events: 1e7, seconds: 3600 },
]

interface Step {
  label: string
  cpu: number
}

interface Grown {
  cpu: number
  seconds: number
  peakMiB: number
  steps: Step[]
}

/** Notes the CPU seconds between the start and the end of every bar. */
function watch(steps: Step[]): Progress {
  return {
    task(label) {
      const began = process.cpuUsage()
      return {
        update() {},
        end: () => {
          const { user, system } = process.cpuUsage(began)
          steps.push({ label, cpu: (user + system) / 1e6 })
          console.error(label, steps[steps.length - 1].cpu, process.resourceUsage().maxRSS >> 10)
        },
      }
    },
    note() {},
  }
}

async function grow(size: Size): Promise<Grown> {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-grow-'))
  try {
    await writeShop(join(folder, 'shop'), size)
    const began = process.cpuUsage()
    const steps: Step[] = []
    const { seconds, peakMiB } = await train({
      data: join(folder, 'shop'),
      out: join(folder, 'pack'),
      preset: 'quick',
      progress: watch(steps),
    })
    const { user, system } = process.cpuUsage(began)
    return { cpu: (user + system) / 1e6, seconds, peakMiB, steps }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<void> {
  const trials = SIZES.map(({ name, seconds }) => ({
    name,
    seconds,
    run: async (): Promise<Grown> => {
      const args = ['--max-old-space-size=6000', import.meta.filename, '--size', name]
      const { stdout } = await promisify(execFile)(process.execPath, args)
      return JSON.parse(stdout.trim().split('\n').at(-1)!)
    },
  }))
  const store = 'bench-grow.jsonl'
  const results = await runTrials(trials, { store, only: values.only, quick: false })
  const rows = SIZES.map(({ name, users, items }) => {
    const seen = results.get(name)
    const steps = seen?.steps.map(({ label, cpu }) => `${label} ${cpu.toFixed(1)}`).join(', ')
    return [
      `${name}, ${users} × ${items}`,
      seen?.cpu.toFixed(0),
      seen?.seconds.toFixed(0),
      seen && (seen.peakMiB / 1024).toFixed(2),
      steps,
    ]
  })
  printTable(['events, users × items', 'CPU s', 'wall s', 'peak GiB', 'CPU s of the steps'], rows)
}

if (values.size === undefined) await main()
else {
  const size = SIZES.find(({ name }) => name === values.size)
  if (!size) throw new Error(`no size "${values.size}"`)
  console.log(JSON.stringify(await grow(size)))
}
