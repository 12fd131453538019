import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type ImportOptions, type ImportResult, importData } from '../../training/index.ts'

export const FIXTURES = join(import.meta.dirname, 'fixtures')

export interface Imported {
  result: ImportResult
  /**
   * `user kind item time value order`; users and orders are numbered as they come (`u1`, `g1` for a
   * guest, `o1`), since their hashes differ from run to run.
   */
  events: string[]
  /** Rows of items.jsonl. */
  items: Record<string, unknown>[]
  /** Everything in the folder, to look for what should not be there. */
  text: string
}

/** Makes a function that imports into a temporary folder, which is removed after the tests. */
export function importer() {
  const roots: string[] = []
  afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true }))))
  return async (source: string, inputs: string[], options: Partial<ImportOptions> = {}) => {
    const root = await mkdtemp(join(tmpdir(), 'tacit-import-'))
    roots.push(root)
    const out = join(root, 'data')
    const result = await importData({ source, inputs, out, ...options })
    return read(out, result)
  }
}

async function read(out: string, result: ImportResult): Promise<Imported> {
  const files = (await readdir(out)).sort()
  const texts = new Map(files.map((file) => [file, readFileSync(join(out, file), 'utf8')]))
  const lines = (file: string) => (texts.get(file) ?? '').split('\n').filter(Boolean)
  const users = numbered('u')
  const guests = numbered('g')
  const orders = numbered('o')
  const events = lines('events.csv')
    .slice(1)
    .map((line) => {
      const [user, item, time, kind, value, order] = line.split(',')
      const who = user.startsWith('guest-') ? guests(user) : users(user)
      return [who, kind, item, time, value || '-', orders(order)].join(' ')
    })
  const items = lines('items.jsonl').map((line) => JSON.parse(line))
  return { result, events, items, text: [...texts.values()].join('\n') }
}

function numbered(letter: string): (id: string) => string {
  const seen = new Map<string, string>()
  return (id) => {
    if (!id) return '-'
    if (!seen.has(id)) seen.set(id, `${letter}${seen.size + 1}`)
    return seen.get(id)!
  }
}
