import {
  MESSAGE_BYTES,
  openerOf,
  readAnswer,
  readMessage,
  SEALED_BYTES,
  type SealKeys,
} from '@tacit-rec/contribute'
import { TacitError } from '@tacit-rec/pack'

/** What was in sealed messages. */
export interface OpenedSlice {
  /** Messages and answers that a device can have sent, one behind the other. */
  messages: Uint8Array<ArrayBuffer>
  /** How many do not open, or are malformed. */
  malformed: number
}

/** Opens sealed messages that lie one behind the other. */
export type SliceOpener = (sealed: Uint8Array) => Promise<OpenedSlice>

/** @param place the catalogue and epoch that the messages were sealed for */
export async function sliceOpener(
  keys: SealKeys,
  place: Parameters<typeof openerOf>[1],
): Promise<SliceOpener> {
  const open = await openerOf(keys, place)
  return async (sealed) => {
    const parts = Array.from({ length: sealed.length / SEALED_BYTES }, (_, n) =>
      sealed.subarray(n * SEALED_BYTES, (n + 1) * SEALED_BYTES),
    )
    const opened = await Promise.all(parts.map((part) => open(part).then(checked).catch(nothing)))
    const fine = opened.filter((message) => message !== null)
    const messages = new Uint8Array(fine.length * MESSAGE_BYTES)
    for (const [n, message] of fine.entries()) messages.set(message, n * MESSAGE_BYTES)
    return { messages, malformed: opened.length - fine.length }
  }
}

/** @throws what is no fault of the message */
function nothing(error: unknown): null {
  if (error instanceof TacitError) return null
  throw error
}

function checked(bytes: Uint8Array): Uint8Array {
  if (!readAnswer(bytes)) readMessage(bytes)
  return bytes
}
