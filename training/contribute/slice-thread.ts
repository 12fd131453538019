/** A thread that opens sealed messages: answers each slice with what was in it. */
import { parentPort, workerData } from 'node:worker_threads'
import { sliceOpener } from './slice.ts'

const { keys, place } = workerData
const open = await sliceOpener(keys, place)
parentPort!.on('message', async ({ id, sealed }: { id: number; sealed: Uint8Array }) => {
  const opened = await open(sealed)
  parentPort!.postMessage({ id, opened }, [opened.messages.buffer])
})
