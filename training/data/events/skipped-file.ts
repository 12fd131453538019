import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A row that is set aside. */
export interface AsideRow {
  place: string
  reason: string
  text: string
}

/** Writes the rows that are set aside as CSV; readers see the whole file or none. */
export async function writeSkipped(path: string, rows: AsyncIterable<AsideRow>): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  const file = createWriteStream(temporary)
  const write = async (line: string) => {
    if (!file.write(line)) await once(file, 'drain')
  }
  await write('place,reason,row\n')
  for await (const { place, reason, text } of rows)
    await write(`${[place, reason, text].map(cell).join(',')}\n`)
  await new Promise<void>((done, fail) => {
    file.once('error', fail)
    file.end(() => done())
  })
  await rename(temporary, path)
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
