import { combine, encode, pooledScores } from '@tacit-rec/engine'
import { TacitError, writeManifest } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { below, bytesOf, DAMAGES, open, pick, reseal } from './damage.ts'
import { randomPack, seeded } from './random-pack.ts'

const SURFACE = ['pack/missing', 'pack/size', 'pack/hash']

test('10,000 damaged packs: every one is refused with a reason', { timeout: 120_000 }, async () => {
  const pack = await randomPack()
  await open({ manifest: writeManifest(pack.manifest), files: pack.files })
  const random = seeded(20_261_101)
  const kinds = Object.entries(DAMAGES)
  const accepted: string[] = []
  const crashed: string[] = []
  const unexplained: string[] = []
  for (let n = 0; n < 10_000; n++) {
    const [kind, damage] = kinds[n % kinds.length]
    const broken = await damage(pack, random)
    try {
      await open(broken)
      accepted.push(`${n}: ${kind}`)
    } catch (error) {
      if (!(error instanceof TacitError)) crashed.push(`${n}: ${kind}: ${error}`)
      // Resealed packs have correct hashes: only the structure can give them away.
      else if (kind.startsWith('resealed') && SURFACE.includes(error.code)) {
        unexplained.push(`${n}: ${kind}: ${error.message}`)
      } else if (!/^pack\/\w+$/.test(error.code) || error.message.length < 20) {
        unexplained.push(`${n}: ${kind}: ${error.message}`)
      }
    }
  }
  expect({ accepted, crashed, unexplained }).toEqual({
    accepted: [],
    crashed: [],
    unexplained: [],
  })
})

test('3,000 damaged packs with corrected hashes: refused, or still valid', async () => {
  const pack = await randomPack({ seed: 2 })
  const random = seeded(7)
  const events = [1, 2, 3].map((item) => ({ item, kind: item % 2, age: 3 - item }))
  let valid = 0
  for (let n = 0; n < 3000; n++) {
    const { role } = pick(random, pack.manifest.files)
    const bytes = bytesOf(pack, role).slice()
    const flips = 1 + below(random, 3)
    for (let flip = 0; flip < flips; flip++) {
      bytes[below(random, bytes.length)] ^= 1 << below(random, 8)
    }
    const broken = await reseal(pack, role, bytes)
    if (n % 3 === 0) broken.manifest[below(random, broken.manifest.length)] ^= 1 << below(random, 8)
    const loaded = await open(broken).catch((error: unknown) => {
      if (error instanceof TacitError) return null
      throw error
    })
    if (!loaded) continue
    valid++
    expect(loaded.catalogue.ids).toHaveLength(loaded.manifest.items)
    const encoded = encode(loaded, events)
    const scores = combine(loaded, pooledScores(loaded, encoded.intents), events)
    expect([...encoded.intents, ...scores].every(Number.isFinite)).toBe(true)
  }
  // A flipped int8 is still valid, so some packs must pass; most must not.
  expect(valid).toBeGreaterThan(100)
  expect(valid).toBeLessThan(2500)
})
