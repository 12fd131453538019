import { afterEach, expect, it, vi } from 'vitest'
import { giverWorker } from '../../client/contribute/worker.ts'

afterEach(() => void vi.useRealTimers())

/** A browser's Worker that loads and says nothing. */
const silent = (terminate: () => void) => ({ postMessage() {}, terminate }) as unknown as Worker

it('a Worker that never answers is ended, and its calls with it', async () => {
  vi.useFakeTimers()
  const terminate = vi.fn()
  const worker = giverWorker(() => silent(terminate))
  const calls = [1, 2].map(() => worker.call('choose', [], new Uint8Array(32), null))
  const ends = Promise.allSettled(calls)
  await vi.advanceTimersByTimeAsync(120_000)
  for (const end of await ends)
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'contribute/stopped' } })
  expect(terminate).toHaveBeenCalledOnce()
})

it('to stop it ends what waits, and a later call starts another', async () => {
  const create = vi.fn(() => silent(() => {}))
  const worker = giverWorker(create)
  const call = worker.call('choose', [], new Uint8Array(32), null)
  worker.stop()
  await expect(call).rejects.toMatchObject({ code: 'contribute/stopped' })
  void worker.call('choose', [], new Uint8Array(32), null).catch(() => {})
  expect(create).toHaveBeenCalledTimes(2)
  worker.stop()
})
