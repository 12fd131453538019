import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dataset, loadDataset, type Split, splitDataset } from '../../training/data/index.ts'
import { createRandom } from '../../training/random.ts'

/** Users and items have one of two colors; users take items of their own color only. */
export const ITEMS = 24
const USERS = 120

/**
 * Writes a checkerboard (Frederickson, `implicit`): after items of one color, the right
 * recommendation is the rest of that color. Times and texts agree with the events, so every kind of
 * model can find it.
 */
export async function writeCheckerboard(): Promise<string> {
  const random = createRandom(7)
  const folder = await mkdtemp(join(tmpdir(), 'tacit-checkerboard-'))
  const events = ['user,item,time']
  for (let u = 0; u < USERS; u++) {
    const own = Int32Array.from({ length: ITEMS / 2 }, (_, n) => 2 * n + (u % 2))
    random
      .shuffle(own)
      .subarray(0, 7)
      .forEach((item, n) => {
        events.push(`u${u},${itemId(item)},${1_700_000_000 + 86_400 * n + u}`)
      })
  }
  const names = ['white marble plinth', 'black walnut cabinet']
  const items = ['id,title,categories']
  for (let i = 0; i < ITEMS; i++)
    items.push(`${itemId(i)},${names[i % 2]} ${i},${i % 2 ? 'Wood > Black' : 'Stone > White'}`)
  await writeFile(join(folder, 'interactions.csv'), `${events.join('\n')}\n`)
  await writeFile(join(folder, 'items.csv'), `${items.join('\n')}\n`)
  return folder
}

/** A checkerboard as `train` reads and splits it. */
export async function loadCheckerboard(): Promise<{ dataset: Dataset; split: Split }> {
  const dataset = await loadDataset(await writeCheckerboard())
  const whole = splitDataset(dataset, 'all')
  return { dataset, split: { ...whole.choose, ...whole, protocol: 'all' } }
}

/** Zero-padded, so that the binary order of ids is the order of the numbers. */
function itemId(item: number): string {
  return `i${String(item).padStart(2, '0')}`
}

/** Histories of three items of one color, and the nine others of that color. */
export const CASES = [
  { history: [0, 4, 8], color: 0 },
  { history: [3, 7, 21], color: 1 },
  { history: [22, 2, 14], color: 0 },
].map(({ history, color }) => ({
  history,
  wanted: Array.from({ length: ITEMS }, (_, i) => i).filter(
    (i) => i % 2 === color && !history.includes(i),
  ),
}))

/** The best `count` items of a score vector outside a history, sorted by index. */
export function bestOutside(scores: ArrayLike<number>, history: number[], count: number): number[] {
  return Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => !history.includes(i))
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, count)
    .sort((a, b) => a - b)
}
