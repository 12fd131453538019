import { join } from 'node:path'
import { writeSample } from '../../training/sample/index.ts'
import { contentKey } from './kept.ts'
import { once, progress } from './once.ts'
import { rooms, STATE } from './paths.ts'

/** @returns the folder of the data: the one given, or the sample's */
export async function prepareData(data: string | undefined): Promise<string> {
  if (data) return data
  const folder = join(STATE, 'sample')
  const key = contentKey(...rooms('training/sample'))
  await once('sample data', key, join(folder, 'interactions.csv'), async () => {
    const task = progress.task('writing the sample', 1)
    await writeSample(folder)
    task.end('a bookshop: invented readers, real books')
  })
  return folder
}
