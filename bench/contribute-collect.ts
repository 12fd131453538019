/**
 * `collect` in a process of its own, so that its CPU time and memory are not those of the bench that made
 * its messages. `contribute-counts.ts` starts it.
 */
import { execFileSync } from 'node:child_process'
import type { SealKeys } from '../contribute/index.ts'
import { type Collected, collectEpoch } from '../training/contribute/index.ts'

interface Task {
  /** Folder of released epochs. */
  from: string
  epoch: number
  out: string
  sealKeys: SealKeys
  threads?: number
}

/** What it counted and took. */
interface Run {
  result: Collected
  /** Seconds of CPU of all its threads, and seconds that passed. */
  cpu: number
  wall: number
  /** Max memory, in MB. */
  memory: number
}

/** Runs it, and waits. The messages stay. */
export function collectAlone({ sealKeys, ...task }: Task): Run {
  const keys = Object.entries(sealKeys).map(([name, bytes]) => [name, [...bytes]])
  const input = JSON.stringify({ ...task, sealKeys: Object.fromEntries(keys) })
  const output = execFileSync(process.execPath, [import.meta.filename], { input })
  return JSON.parse(output.toString())
}

if (import.meta.main) {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  const { from, epoch, out, sealKeys, threads } = JSON.parse(Buffer.concat(chunks).toString())
  const keys: SealKeys = {
    public: Uint8Array.from(sealKeys.public),
    private: Uint8Array.from(sealKeys.private),
  }
  const result = await collectEpoch(from, epoch, out, keys, { threads, keep: true })
  const { user, system } = process.cpuUsage()
  const run: Run = {
    result,
    cpu: Math.round((user + system) / 1e6),
    wall: Math.round(performance.now() / 1000),
    memory: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  console.log(JSON.stringify(run))
}
