import { expect, it } from 'vitest'
import { joinRecords, SEALED_BYTES, sealMessages } from '../../contribute/index.ts'
import { sliceOpener } from '../../training/contribute/slice.ts'
import { startThreads } from '../../training/contribute/threads.ts'
import { give, newDevice, parameters, sealKeys } from './visitors.ts'

const { catalogue, epoch } = parameters
const data = { keys: sealKeys, place: { catalogue, epoch } }

it('threads open what one opener opens, in any order, and count what does not open', async () => {
  const device = newDevice()
  const messages = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const { tag, nonce, box } = await give({ layer: 'item-item', i: 'lamp', j: `${n}` }, device)
      const zeros = new Uint8Array(64)
      // A share at 0 is malformed; one at 1 is not.
      zeros[0] = n % 2
      return joinRecords([tag, zeros, nonce, box])
    }),
  )
  const sealed = await sealMessages(sealKeys.public, parameters, messages)
  const noise = crypto.getRandomValues(new Uint8Array(SEALED_BYTES))
  const slices = [sealed.slice(0, 5), [...sealed.slice(5), noise], []].map(joinRecords)
  const threads = startThreads(2, data)
  const one = await sliceOpener(sealKeys, data.place)
  const opened = await Promise.all(slices.map(threads.open))
  expect(opened).toEqual(await Promise.all(slices.map(one)))
  expect(opened.map(({ malformed }) => malformed)).toEqual([3, 2, 0])
  expect(slices.map(({ length }) => length / SEALED_BYTES)).toEqual([5, 4, 0])
  await threads.close()
})

it('what ends a thread ends the run', async () => {
  const threads = startThreads(2, {
    ...data,
    keys: { public: new Uint8Array(), private: new Uint8Array() },
  })
  await expect(threads.open(new Uint8Array(SEALED_BYTES))).rejects.toThrow()
  await threads.close()
})
