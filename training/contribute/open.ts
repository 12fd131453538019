import type { DuckDBConnection } from '@duckdb/node-api'
import {
  contextOf,
  decodeToken,
  MESSAGE_BYTES,
  type Message,
  type Parameters,
  readAnswer,
  readMessage,
  recover,
  type SealKeys,
  type Token,
} from '@tacit-rec/contribute'
import { type Released, sealedSlices } from './released.ts'
import { type OpenedSlice, sliceOpener } from './slice.ts'
import { startThreads } from './threads.ts'

/** To start a thread takes as long as to open a thousand messages. */
const MIN_PER_THREAD = 10_000

/**
 * Loads every message into the table `messages`, and what devices measured into `answers`.
 *
 * @param threads max number of threads that open messages
 * @returns how many do not open or are malformed
 */
export async function loadMessages(
  db: DuckDBConnection,
  { record, parts }: Released,
  keys: SealKeys,
  threads: number,
): Promise<{ messages: number; malformed: number }> {
  await db.run('CREATE TABLE messages(tag BLOB, point BLOB, value BLOB, nonce BLOB, box BLOB)')
  await db.run('CREATE TABLE answers(id BLOB, arm BIGINT, bit INTEGER)')
  const appender = await db.createAppender('messages')
  const answers = await db.createAppender('answers')
  let [messages, malformed] = [0, 0]
  const load = (opened: OpenedSlice) => {
    malformed += opened.malformed
    messages += opened.malformed
    for (let at = 0; at < opened.messages.length; at += MESSAGE_BYTES) {
      const bytes = opened.messages.subarray(at, at + MESSAGE_BYTES)
      messages++
      const answer = readAnswer(bytes)
      if (answer) {
        answers.appendBlob(answer.id)
        answers.appendBigInt(BigInt(answer.arm))
        answers.appendInteger(answer.bit)
        answers.endRow()
      } else {
        for (const [from, to] of COLUMNS) appender.appendBlob(bytes.subarray(from, to))
        appender.endRow()
      }
    }
  }
  const { catalogue, epoch } = record.parameters
  const place = { catalogue, epoch }
  const count = Math.min(threads, Math.floor(record.held / MIN_PER_THREAD))
  const started = count > 1 ? startThreads(count, { keys, place }) : null
  const open = started?.open ?? (await sliceOpener(keys, place))
  const waiting: Promise<OpenedSlice>[] = []
  try {
    for (const path of parts)
      for await (const sealed of sealedSlices(path)) {
        waiting.push(open(sealed))
        // Two a thread, so that none waits for the next.
        if (waiting.length > 2 * count) load(await waiting.shift()!)
      }
    for (const slice of waiting) load(await slice)
  } finally {
    await started?.close()
  }
  appender.closeSync()
  answers.closeSync()
  return { messages, malformed }
}

/** Where tag, point, value, nonce and box lie in a message. */
const COLUMNS = [
  [0, 32],
  [32, 64],
  [64, 96],
  [96, 108],
  [108, undefined],
] as const

/** A token that at least k devices gave. */
export interface Opened extends Token {
  devices: number
  tag: Uint8Array
}

/** What was read of an epoch. */
export interface Reading {
  opened: Opened[]
  /** Groups of k points or more that no subset tried could open. */
  unreadable: number
  /** Shares that recomputation refuses, in groups that were opened. */
  false: number
  /** Groups that open to what is no token of this epoch. */
  foreign: number
}

/** Opens every group of at least k points. @param query yields shares, those of a tag together */
export async function openGroups(
  db: DuckDBConnection,
  query: string,
  parameters: Parameters,
): Promise<Reading> {
  const reading: Reading = { opened: [], unreadable: 0, false: 0, foreign: 0 }
  const context = contextOf(parameters)
  const read = async (messages: readonly Message[]) => {
    const result = await recover(messages, parameters.threshold)
    if (result.state === 'unreadable') reading.unreadable++
    if (result.state !== 'opened') return
    reading.false += result.false
    const token = decodeToken(context, result.x)
    if (!token) reading.foreign++
    else reading.opened.push({ ...token, devices: result.devices, tag: messages[0].tag })
  }
  let group: Message[] = []
  const rows = await db.stream(query)
  for await (const chunk of rows) {
    const columns = [0, 1, 2, 3, 4].map((n) => chunk.getColumnValues(n) as { bytes: Uint8Array }[])
    for (let row = 0; row < chunk.rowCount; row++) {
      const message = readMessage(Buffer.concat(columns.map((column) => column[row].bytes)))
      if (group.length > 0 && Buffer.compare(group[0].tag, message.tag) !== 0) {
        await read(group)
        group = []
      }
      group.push(message)
    }
  }
  if (group.length > 0) await read(group)
  return reading
}
