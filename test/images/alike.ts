import { readFile } from 'node:fs/promises'
import { nearestVectors, readMatrix } from '../../training/intents/index.ts'
import { createRandom } from '../../training/random.ts'

/**
 * The share of an item's k nearest by `vectors` that are of its class, mean over the items, and the
 * same with the classes of other items.
 *
 * @param items file with a column `class`, in the order of the rows of `vectors`
 */
export async function sharesAlike(items: string, vectors: string, k: number) {
  const [head, ...rows] = (await readFile(items, 'utf8')).trim().split('\n')
  const column = head.split('\t').indexOf('class')
  const classes = rows.map((row) => row.split('\t')[column])
  const { index, offsets } = await nearestVectors([await readMatrix(vectors)], { k })
  const shareBy = (classOf: (row: number) => string) => {
    let same = 0
    for (let row = 0; row < classes.length; row++)
      for (const near of index.subarray(offsets[row], offsets[row + 1]))
        if (classOf(near) === classOf(row)) same++
    return same / index.length
  }
  const others = createRandom(1).shuffle(Int32Array.from(classes.keys()))
  return {
    own: shareBy((row) => classes[row]),
    shuffled: shareBy((row) => classes[others[row]]),
  }
}
