import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDataset } from '../training/data/index.ts'
import { createRandom } from '../training/random.ts'

// Time and peak memory of loading 2 million events:
//   node bench/data.ts [events] [csv|tsv|jsonl]

const EVENTS = Number(process.argv[2] ?? 2_000_000)
const FORMAT = process.argv[3] ?? 'csv'
const USERS = Math.ceil(EVENTS / 20)
const ITEMS = Math.ceil(EVENTS / 40)
const KINDS = ['view', 'view', 'view', 'cart', 'purchase']

async function writeEvents(path: string): Promise<void> {
  const { uniform: random } = createRandom(1)
  const file = createWriteStream(path)
  const delimiter = FORMAT === 'tsv' ? '\t' : ','
  const names = ['user_id', 'item_id', 'timestamp', 'kind']
  const line = (cells: (string | number)[]) =>
    FORMAT === 'jsonl'
      ? `${JSON.stringify(Object.fromEntries(names.map((name, n) => [name, cells[n]])))}\n`
      : `${cells.join(delimiter)}\n`
  if (FORMAT !== 'jsonl') file.write(`${names.join(delimiter)}\n`)
  let block = ''
  for (let e = 0; e < EVENTS; e++) {
    const user = `customer-${Math.floor(random() * USERS)}`
    // Squared: a few items are much more popular than most.
    const item = `product-${Math.floor(random() ** 2 * ITEMS)}`
    const kind = KINDS[Math.floor(random() * KINDS.length)]
    block += line([user, item, 1_700_000_000 + Math.floor(random() * 1e7), kind])
    if (block.length > 1 << 20) {
      if (!file.write(block)) await once(file, 'drain')
      block = ''
    }
  }
  await new Promise<void>((done, fail) => {
    file.once('error', fail)
    file.end(block, () => done())
  })
}

const folder = await mkdtemp(join(tmpdir(), 'tacit-bench-'))
try {
  const path = join(folder, `interactions.${FORMAT}`)
  await writeEvents(path)
  const { size } = await stat(path)
  const start = performance.now()
  const data = await loadDataset(path)
  const seconds = (performance.now() - start) / 1000
  // maxRSS is in KiB and covers the whole life of the process.
  const peak = process.resourceUsage().maxRSS / 1024
  console.table([
    {
      format: FORMAT,
      'file MB': Math.round(size / 1e6),
      events: data.item.length,
      users: data.users.length,
      items: data.items.length,
      seconds: Number(seconds.toFixed(2)),
      'peak MiB': Math.round(peak),
    },
  ])
} finally {
  await rm(folder, { recursive: true, force: true })
}
