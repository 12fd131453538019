import { createReadStream } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseParameters, SEALED_BYTES } from '@tacit-rec/contribute'
import { TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import { reasonOf } from '../files.ts'

/** What the randomness server says of an epoch when it releases it. */
const RecordSchema = v.object({
  parameters: v.pipe(v.unknown(), v.transform(parseParameters)),
  evaluated: v.number(),
  held: v.number(),
  refused: v.number(),
  parts: v.number(),
})
export type EpochRecord = v.InferOutput<typeof RecordSchema>

/** One epoch as the edge stores it: `FOLDER/EPOCH/record` and parts from 0. */
export interface Released {
  record: EpochRecord
  /** Paths of the parts. */
  parts: string[]
}

/** @throws TacitError `collect/record` or `collect/part` */
export async function readReleased(folder: string, epoch: number): Promise<Released> {
  const path = join(folder, String(epoch))
  const record = await readRecord(join(path, 'record'))
  if (record.parameters.epoch !== epoch)
    throw new TacitError(
      'collect/record',
      `${join(path, 'record')} is of epoch ${record.parameters.epoch}: check the name of the folder`,
    )
  const there = new Set(await readdir(path))
  const names = Array.from({ length: record.parts }, (_, part) => String(part))
  const missing = names.find((name) => !there.has(name))
  if (missing !== undefined)
    throw new TacitError(
      'collect/part',
      `${path} lacks part ${missing} of ${record.parts}: copy ${epoch}/ from the edge again`,
    )
  return { record, parts: names.map((name) => join(path, name)) }
}

async function readRecord(path: string): Promise<EpochRecord> {
  try {
    return v.parse(RecordSchema, JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new TacitError(
      'collect/record',
      `${path} is no record of an epoch (${reasonOf(cause)}): an epoch is released once it is ` +
        'over; then copy releases/ from the edge',
      { cause },
    )
  }
}

/** Sealed messages that are read at a time. */
const AT_ONCE = 1024

/** Sealed messages of a part, many at a time. @throws TacitError `collect/part` for a part that was cut */
export async function* sealedSlices(path: string): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: AT_ONCE * SEALED_BYTES })) {
    const bytes = Buffer.concat([rest, chunk])
    const whole = bytes.length - (bytes.length % SEALED_BYTES)
    yield bytes.subarray(0, whole)
    rest = bytes.subarray(whole)
  }
  if (rest.length > 0)
    throw new TacitError('collect/part', `${path} ends within a message: copy it again`)
}

/** Deletes what was released, read or not. */
export async function deleteReleased({ parts }: Released): Promise<void> {
  for (const path of parts) await rm(path, { force: true })
}
