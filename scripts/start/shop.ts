import { join } from 'node:path'
import { runNode } from './children.ts'
import { contentKey } from './kept.ts'
import { once, progress } from './once.ts'
import { ROOT, rooms, SHOP } from './paths.ts'

/** Builds the shop into the folder that demo/wrangler.toml names. */
export async function buildShop(): Promise<void> {
  const dist = join(SHOP, 'dist')
  const key = contentKey(SHOP, ...rooms('client', 'engine', 'pack'))
  await once('shop', key, join(dist, 'index.html'), async () => {
    const task = progress.task('building the shop', 2)
    await runNode(ROOT, ['client/build.ts'])
    task.update(1, 'SDK')
    await runNode(SHOP, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'])
    task.end()
  })
}
