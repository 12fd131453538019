import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { TacitError } from '@tacit-rec/pack'
import { errorMessage } from '../../files.ts'
import type { Tools } from '../importer.ts'
import { decoderOf } from '../web/index.ts'
import { CutOff, elementsOf } from '../xml.ts'
import { type Attributes, attributesOfElement, attributesOfRow, nameOf } from './attributes.ts'

const PRODUCTS = new Set(['item', 'entry'])

/**
 * The products of a feed in any of its forms, told apart by content.
 *
 * @param name as the person calls the file
 * @throws TacitError `import/columns` if it is no feed, `import/cut-off` if its XML ends too early
 */
export async function* productsOf(
  path: string,
  name: string,
  tools: Tools,
): AsyncGenerator<Attributes> {
  if (await isXml(path)) yield* productsOfXml(path, name)
  else yield* productsOfRows(path, name, tools)
}

async function* productsOfRows(
  path: string,
  name: string,
  tools: Tools,
): AsyncGenerator<Attributes> {
  let checked = false
  for await (const row of tools.read(path)) {
    if (!checked && !Object.keys(row).some((column) => nameOf(column) === 'id')) {
      throw noFeed(name, `no column "id" (found: ${Object.keys(row).slice(0, 8).join(', ')})`)
    }
    checked = true
    yield attributesOfRow(row)
  }
}

async function* productsOfXml(path: string, name: string): AsyncGenerator<Attributes> {
  let products = 0
  try {
    for await (const element of elementsOf(texts(path), PRODUCTS)) {
      products++
      yield attributesOfElement(element)
    }
  } catch (error) {
    const why = error instanceof CutOff ? 'the XML ends too early' : errorMessage(error)
    if (error instanceof TacitError) throw error
    throw new TacitError('import/cut-off', `${name}: ${why}: download the feed again`, {
      cause: error,
    })
  }
  if (products === 0) throw noFeed(name, 'no <item> or <entry>')
}

function noFeed(name: string, why: string): TacitError {
  return new TacitError(
    'import/columns',
    `${name}: ${why}: pass a product feed of Google Merchant Center`,
  )
}

async function isXml(path: string): Promise<boolean> {
  for await (const text of texts(path)) return /^\s*</.test(text)
  return false
}

/** The text of a file in pieces, gunzipped and in its own encoding. */
async function* texts(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const stream = (await isGzip(path)) ? file.pipe(createGunzip()) : file
  file.on('error', (error) => stream.destroy(error))
  try {
    let decoder: ReturnType<typeof decoderOf> | null = null
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      decoder ??= decoderOf(bytes)
      yield decoder.decode(bytes, { stream: true })
    }
    if (decoder) yield decoder.decode()
  } finally {
    file.destroy()
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}
