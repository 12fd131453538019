/**
 * Time and peak memory of `tacit images`: the public pictures, each as many times as `--copies` says. What
 * was encoded before is not encoded again, so each copy has other bytes, behind the end of its picture.
 *
 *   node bench/pictures.ts [--data ../shared/data/pictures] [--copies 12]
 *     [--model ../shared/models/efficientnet-lite0]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { images } from '../training/api/index.ts'
import { openArchive } from '../training/data/index.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/pictures' },
    model: { type: 'string', default: '../shared/models/efficientnet-lite0' },
    copies: { type: 'string', default: '12' },
  },
})

/** Writes the copies, and an items file of them. */
async function copied(folder: string): Promise<string> {
  const archive = await openArchive(join(values.data, 'images.zip'))
  const text = await readFile(join(values.data, 'items.tsv'), 'utf8')
  const names = text.trim().split('\n').slice(1)
  const items = ['id,image']
  for (const line of names) {
    const picture = await archive.read(line.split('\t').at(-1)!)
    for (let copy = 0; copy < Number(values.copies); copy++) {
      const name = `${items.length}.jpg`
      await writeFile(join(folder, name), Buffer.concat([picture!, Buffer.from(`copy ${copy}`)]))
      items.push(`${items.length},${name}`)
    }
  }
  archive.close()
  const file = join(folder, 'items.csv')
  await writeFile(file, `${items.join('\n')}\n`)
  return file
}

const folder = await mkdtemp(join(tmpdir(), 'tacit-pictures-'))
try {
  const data = await copied(folder)
  const [began, before] = [performance.now(), process.cpuUsage()]
  const [out, cache] = [join(folder, 'images.safetensors'), join(folder, 'cache')]
  const { encoded } = await images({ data, model: values.model, out, cache })
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(before)
  const cpu = (user + system) / 1e6
  const peak = process.resourceUsage().maxRSS / 1024
  printTable(
    ['pictures', 'seconds', 'CPU seconds', 'peak MiB'],
    [[String(encoded), seconds.toFixed(1), cpu.toFixed(1), peak.toFixed(0)]],
  )
} finally {
  await rm(folder, { recursive: true })
}
