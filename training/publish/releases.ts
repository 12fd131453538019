import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { placeFile } from '../files.ts'
import { assertEdge, catalogueUrl, edgeClient } from './edge.ts'

/** Of what the randomness server says of an epoch. */
const RecordSchema = v.object({ parts: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })

/** Messages that an edge with the route of private learning was sent, by epoch. */
export interface Releases {
  /** Copies an epoch to `FOLDER/EPOCH/`. Parts that are there already are not fetched again. */
  fetch(epoch: number, folder: string): Promise<{ parts: number }>
  /** Deletes the messages of an epoch at the edge; its record stays. */
  delete(epoch: number, parts: number): Promise<void>
}

/**
 * The releases of a catalogue at an edge.
 *
 * @param from address of the edge or of a catalogue
 * @throws TacitError `publish/…`
 */
export async function releasesAt(from: string, token: string): Promise<Releases> {
  const url = catalogueUrl(from)
  const edge = edgeClient(url, token)
  await assertEdge(url)
  const pathOf = (epoch: number, part: string) => `/releases/${epoch}/${part}`
  return {
    async fetch(epoch, folder) {
      const own = join(folder, String(epoch))
      await mkdir(own, { recursive: true })
      const copy = async (part: string) => {
        const response = await edge.send(pathOf(epoch, part), `fetch ${part} of epoch ${epoch}`)
        const bytes = new Uint8Array(await response.arrayBuffer())
        await placeFile(join(own, part), bytes)
        return bytes
      }
      const record = new TextDecoder().decode(await copy('record'))
      const { parts } = v.parse(RecordSchema, JSON.parse(record))
      for (let part = 0; part < parts; part++)
        if (!existsSync(join(own, String(part)))) await copy(String(part))
      return { parts }
    },
    async delete(epoch, parts) {
      for (let part = 0; part < parts; part++) {
        const path = pathOf(epoch, String(part))
        await edge.send(path, `delete part ${part} of epoch ${epoch}`, { method: 'DELETE' })
      }
    },
  }
}
