import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { train } from '../../training/api/index.ts'
import { writeSample } from '../../training/sample/index.ts'
import { paritySuite } from './suite.ts'

paritySuite('the sample', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-parity-'))
  const data = join(folder, 'data')
  await writeSample(data, { readers: 600 })
  const out = join(folder, 'pack')
  const kinds = { view: 1, cart: 2, purchase: 3 }
  await train({ data, out, preset: 'quick', kinds })
  return out
})
