import { createReadStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { TacitError } from '@tacit-rec/pack'
import unbzip2 from 'unbzip2-stream'
import { readFault } from './faults.ts'
import { openEntry } from './zip.ts'

/** Where the bytes of a file are. */
export interface Stored {
  /** As people read it: the path they wrote, with the entry of an archive after it. */
  path: string
  /** On disk. */
  file: string
  /** Name in the archive `file`. */
  entry?: string
}

const PACKED: { name: string; magic: number[]; open: () => NodeJS.ReadWriteStream }[] = [
  { name: 'gzip', magic: [0x1f, 0x8b, 8], open: createGunzip },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], open: createZstdDecompress },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], open: unbzip2 },
]

/** Formats that are recognized only to say what to do. */
const REFUSED: { name: string; magic: string; remedy: string }[] = [
  { name: 'an xz archive', magic: '\xfd7zXZ', remedy: 'unpack it with xz -d' },
  { name: 'a 7-Zip archive', magic: '7z\xbc\xaf', remedy: 'unpack it' },
  { name: 'a RAR archive', magic: 'Rar!', remedy: 'unpack it' },
  { name: 'an Excel or Word file', magic: '\xd0\xcf\x11\xe0', remedy: 'save it as CSV' },
  { name: 'an SQLite database', magic: 'SQLite format 3', remedy: 'export its tables as CSV' },
  { name: 'an ORC file', magic: 'ORC', remedy: 'convert it to Parquet' },
  { name: 'an Avro file', magic: 'Obj\x01', remedy: 'convert it to Parquet' },
  { name: 'an Arrow file', magic: 'ARROW1', remedy: 'convert it to Parquet' },
  { name: 'an HDF5 file', magic: '\x89HDF', remedy: 'convert it to Parquet' },
  { name: 'a PDF', magic: '%PDF', remedy: 'save the table as CSV' },
]

/** The bytes of a file, unpacked; `packed` collects the names of what was unpacked. */
export async function* bytesOf(stored: Stored, packed: string[] = []): AsyncGenerator<Buffer> {
  try {
    let bytes: AsyncIterable<Buffer> = stored.entry
      ? await openEntry(stored.file, stored.entry)
      : createReadStream(stored.file, { highWaterMark: 1 << 20 })
    if (stored.entry) packed.push('zip')
    // A tool may have compressed what was compressed already.
    for (let depth = 0; depth < 3; depth++) {
      const peeked = await peek(bytes)
      bytes = peeked.bytes
      refuse(stored.path, peeked.head)
      const packing = PACKED.find(({ magic }) =>
        magic.every((byte, at) => peeked.head[at] === byte),
      )
      if (!packing) break
      packed.push(packing.name)
      bytes = unpacked(bytes, packing.open())
    }
    yield* bytes
  } catch (error) {
    throw readFault(stored.path, error)
  }
}

function refuse(path: string, head: Buffer): void {
  const start = head.toString('latin1')
  if (head.toString('latin1', 257, 262) === 'ustar') {
    throw new TacitError('data/format', `${path}: is a tar archive: unpack it with tar -xf`)
  }
  const found = REFUSED.find(({ magic }) => start.startsWith(magic))
  if (!found) return
  throw new TacitError('data/format', `${path}: is ${found.name}: ${found.remedy}`)
}

async function peek(bytes: AsyncIterable<Buffer>) {
  const iterator = bytes[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let length = 0
  while (length < 512) {
    const { value, done } = await iterator.next()
    if (done) break
    parts.push(value)
    length += value.length
  }
  async function* rest() {
    try {
      yield* parts
      for (;;) {
        const { value, done } = await iterator.next()
        if (done) return
        yield value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head: Buffer.concat(parts), bytes: rest() }
}

async function* unpacked(
  bytes: AsyncIterable<Buffer>,
  through: NodeJS.ReadWriteStream,
): AsyncGenerator<Buffer> {
  const source = Readable.from(bytes)
  // unbzip2 is a stream of an old kind, without async iteration.
  const target = new Transform({ transform: (chunk, _, done) => done(null, chunk) })
  const fail = (error: Error) => target.destroy(error)
  source.on('error', fail)
  // Past the end of its input, unbzip2 reads from undefined.
  through.on('error', (error) =>
    fail(error instanceof TypeError ? new Error('unexpected end of file') : error),
  )
  source.pipe(through).pipe(target)
  try {
    yield* target
  } finally {
    source.destroy()
    target.destroy()
  }
}

/** The first bytes of a file, unpacked, and whether they are all. */
export async function headOf(
  stored: Stored,
  max: number,
): Promise<{ head: Buffer; whole: boolean; packed: string[] }> {
  const packed: string[] = []
  const parts: Buffer[] = []
  let length = 0
  let whole = true
  for await (const bytes of bytesOf(stored, packed)) {
    parts.push(bytes)
    length += bytes.length
    if (length > max) {
      whole = false
      break
    }
  }
  return { head: Buffer.concat(parts).subarray(0, max), whole, packed }
}
