import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { loadVectors, readIntents } from '../../training/intents/index.ts'
import { sampleIntents, sampleItems } from '../../training/sample/index.ts'
import { interactionMatrix } from '../../training/sparse/index.ts'
import { lastLine, tacit } from '../cli/tacit.ts'
import { folders } from '../data/folder.ts'
import { embed, type Respond, say, startServer } from './server.ts'

const folder = folders()
const BIN = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')

const BOOKS = sampleItems().slice(0, 24)
const NAMES = new Map(sampleIntents().map(({ id, name }) => [id, name]))
const namesOf = (book: (typeof BOOKS)[number]) => book.intents.map((id) => NAMES.get(id)!)
// Not in the order of the ids, which is the dataset's.
const LISTED = BOOKS.toReversed()
const EVENTS = `user,item,time\n${BOOKS.flatMap(({ id }, n) =>
  [0, 1, 2].map((k) => `reader-${(n + k) % 8},${id},${100 * n + k}`),
).join('\n')}\n`
const USERS = 'id\nreader-3\nnobody\nreader-0\n'

/** A bookshop, with or without the hand-written intents. */
function shop(withIntents: boolean): string {
  const lines = LISTED.map(({ summary, ...book }) =>
    JSON.stringify(
      withIntents
        ? { ...book, summary, intents: namesOf(LISTED.find((b) => b.id === book.id)!) }
        : { ...book, intents: undefined },
    ),
  )
  return folder({
    'interactions.csv': EVENTS,
    'items.jsonl': `${lines.join('\n')}\n`,
    'users.csv': USERS,
  })
}

/** A model that answers with the hand-written intents. */
const handWritten: Respond = ({ body }, response) => {
  if (body.input) return embed(response, body.input)
  const text = body.messages!.at(-1)!.content
  const book = BOOKS.find(({ title }) => text.includes(`Title: ${title}\n`))!
  const attributes = book.categories.map((path) => path.split(' > ')[1])
  const intents = namesOf(book)
  say(response, { attributes, focus: intents, oppose: [], summary: book.summary, intents })
}

/** A folder to run in. */
const empty = () => folder({ '.keep': '' })

/** Where a command runs: its folder, which is an empty one by default, and its environment. */
interface Surroundings {
  cwd?: string
  env?: Record<string, string>
}

/** Runs the command in this process. */
async function intents(args: string[], { cwd = empty(), env = {} }: Surroundings = {}) {
  const before = process.cwd()
  const clean = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OPENAI_MODEL: '' }
  for (const [name, value] of Object.entries({ ...clean, ...env })) vi.stubEnv(name, value)
  process.chdir(cwd)
  try {
    const result = await tacit('intents', ...args)
    return { ...result, json: () => lastLine(result) }
  } finally {
    process.chdir(before)
    vi.unstubAllEnvs()
  }
}

/** Runs it in one of its own, which can be killed. */
function start(args: string[], { cwd = empty(), env = {} }: Surroundings): ChildProcess {
  const options = { cwd, env: { ...process.env, ...env }, stdio: 'ignore' as const }
  return spawn(process.execPath, [BIN, 'intents', ...args], options)
}

const serverEnv = (url: string) => ({
  OPENAI_BASE_URL: url,
  OPENAI_MODEL: 'writer',
  OPENAI_EMBEDDING_MODEL: 'e',
})

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('tacit intents', () => {
  it('needs only the data, and follows its rows', async () => {
    const data = shop(false)
    const out = join(folder({}), 'intents')
    const { code, json } = await intents([data, '--out', out, '--json'])
    expect(code).toBe(0)
    const { manifest, calls, cost } = json()
    expect({ calls, cost }).toEqual({ calls: 0, cost: 0 })
    expect(manifest).toMatchObject({
      format: 1,
      protocol: 'all',
      provider: 'lexical',
      model: null,
      embedding: { provider: 'lexical', width: 256 },
      prompts: { item: 1, user: 1 },
      items: { lexical: 24 },
      users: { items: 8 },
    })
    expect(JSON.parse(readFileSync(join(out, 'intents.json'), 'utf8'))).toEqual(manifest)
    expect(readdirSync(out).sort()).toEqual(
      'intents.json items.jsonl items.safetensors users.jsonl users.safetensors'.split(' '),
    )
    const lines = linesOf(join(out, 'items.jsonl'))
    expect(lines.map(({ id }) => id)).toEqual(LISTED.map(({ id }) => id))
    expect(Object.keys(lines[0])).toEqual(
      'id source attributes focus oppose summary intents'.split(' '),
    )
    expect(linesOf(join(out, 'users.jsonl')).map(({ id, source }) => [id, source])).toEqual([
      ['reader-3', 'items'],
      ['nobody', 'none'],
      ['reader-0', 'items'],
    ])

    // The vectors fit --text-items and --text-users, and readIntents gives the same.
    const dataset = await loadDataset(data)
    const split = splitDataset(dataset, 'all')
    const fitted = interactionMatrix(split.fit, dataset.items.length)
    const file = (role: string) => join(out, `${role}.safetensors`)
    const files = { items: file('items'), users: file('users') }
    const loaded = await loadVectors(data, {}, dataset, fitted, files)
    const read = await readIntents(out, dataset, split)
    expect(read.vectors).toEqual(loaded)
    expect(read.profiles.width).toBe(256)
    expect(read.items.map((record) => record?.id)).toEqual(dataset.items)
    expect(read.users[0]).toMatchObject({ id: 'reader-0', source: 'items' })
    expect(read.users[1]).toBeNull()
  })

  it('accepts hand-written intents from the column as from a model', async () => {
    const { url } = await startServer(handWritten)
    const env = serverEnv(url)
    const run = async (data: string, ...flags: string[]) => {
      const out = join(folder({}), 'intents')
      const args = [data, '--out', out, '--embed-with', 'lexical', '--json', ...flags]
      const result = await intents(args, { env })
      expect(result).toMatchObject({ code: 0 })
      return { out, manifest: result.json().manifest, lines: linesOf(join(out, 'items.jsonl')) }
    }
    const given = await run(shop(true))
    const said = await run(shop(false), '--provider', 'openai')
    expect(given.manifest.items).toEqual({ given: 24 })
    expect(said.manifest).toMatchObject({ model: 'writer', items: { model: 24 } })
    const same = ({ id, summary, intents, focus }: Record<string, unknown>) => ({
      id,
      summary,
      intents,
      focus,
    })
    expect(said.lines.map(same)).toEqual(given.lines.map(same))
    expect(given.lines[0].intents).toEqual(namesOf(LISTED[0]))
    expect(readFileSync(join(given.out, 'users.jsonl'), 'utf8')).toBe(
      readFileSync(join(said.out, 'users.jsonl'), 'utf8'),
    )
  })

  it('resumes after a kill without asking anything twice', async () => {
    const { url, arrived } = await startServer((request, response, n) => {
      setTimeout(() => handWritten(request, response, n), 60)
    })
    const [data, cwd, env] = [shop(false), empty(), serverEnv(url)]
    const args = [data, '--provider', 'openai', '--out', 'out', '--concurrency', '2', '--json']
    const first = start(args, { cwd, env })
    while (arrived.length < 9) await new Promise((soon) => setTimeout(soon, 5))
    first.kill('SIGKILL')
    await once(first, 'exit')
    expect(existsSync(join(cwd, 'out'))).toBe(false)
    const before = arrived.length

    const second = await intents(args, { cwd, env })
    expect(second).toMatchObject({ code: 0 })
    const chats = arrived.filter(({ body }) => body.messages)
    // At most the two pending questions are asked again.
    expect(chats.length).toBeLessThanOrEqual(26)
    expect(second.json().calls).toBe(arrived.length - before)

    const dry = await intents([...args, '--dry-run'], { cwd, env })
    expect(dry.json()).toMatchObject({ chat: { calls: 0 }, embed: { calls: 0 } })
  })

  it('with --dry-run prints calls and known costs', async () => {
    const { url, arrived } = await startServer(handWritten)
    const args = [shop(false), '--provider', 'openai', '--out', 'out', '--dry-run']
    const run = (...more: string[]) => intents([...args, ...more], { env: serverEnv(url) })
    const { stdout } = await run()
    expect(stdout).toMatch(/^intents +24 +\d+ +6000 +unknown: pass --price$/m)
    const priced = await run('--price', '1,2', '--embedding-price', '0', '--json')
    const { chat, embed } = priced.json()
    expect(chat.cost).toBeCloseTo((chat.usage.input + 2 * 6000) / 1e6, 9)
    expect(embed.cost).toBe(0)
    expect(arrived).toHaveLength(0)
  })

  it('with --dry-run creates no cache, and needs no key', async () => {
    const [cwd, env] = [empty(), { OPENAI_MODEL: 'writer', OPENAI_EMBEDDING_MODEL: 'e' }]
    const args = [shop(false), '--provider', 'openai', '--out', 'out', '--dry-run', '--json']
    const { code, json } = await intents(args, { cwd, env })
    expect(code).toBe(0)
    expect(json()).toMatchObject({ chat: { calls: 24 }, embed: { calls: 2 } })
    expect(readdirSync(cwd)).toEqual(['.keep'])
  })

  it('reports that intents are key phrases without a chat model', async () => {
    const { url, arrived } = await startServer(handWritten)
    const env = { OPENAI_BASE_URL: url, OPENAI_EMBEDDING_MODEL: 'e' }
    const args = [shop(false), '--provider', 'openai', '--out', 'out']
    const { code, stderr } = await intents(args, { env })
    expect(code).toBe(0)
    expect(stderr).toContain('no chat model: intents are key phrases; name a model with --model')
    expect(arrived.every(({ path }) => path === '/v1/embeddings')).toBe(true)
  })

  it('sends reviews only with --send-users', async () => {
    const { url, arrived } = await startServer(({ body }, response, n) => {
      const text = body.messages?.at(-1)?.content ?? ''
      if (!text.startsWith('History'))
        return handWritten({ body, path: '', key: undefined }, response, n)
      const lists = { attributes: ['a'], likes: ['b'], dislikes: ['leaks'] }
      say(response, { ...lists, summary: 'So it is.', intents: ['one', 'two'] })
    })
    const data = shop(false)
    const [head, first, ...rest] = EVENTS.trimEnd().split('\n')
    const reviewed = [`${head},review`, `${first},It leaks`, ...rest.map((row) => `${row},`)]
    writeFileSync(join(data, 'interactions.csv'), `${reviewed.join('\n')}\n`)
    const run = async (...flags: string[]) => {
      const args = [data, '--provider', 'openai', '--out', 'out', ...flags]
      expect((await intents(args, { env: serverEnv(url) })).code).toBe(0)
      return JSON.stringify(arrived.splice(0))
    }
    expect(await run()).not.toContain('It leaks')
    expect((await run('--send-users')).match(/It leaks/g)).toHaveLength(1)
  })

  it('exits with 2 at --max-cost, and resumes later', async () => {
    const { url, arrived } = await startServer(handWritten)
    const [data, cwd, env] = [shop(false), empty(), serverEnv(url)]
    const args = [data, '--provider', 'openai', '--out', 'out', '--concurrency', '1', '--json']
    const prices = ['--price', '0,1000', '--embedding-price', '0']
    // A call may cost .25.
    const poor = await intents([...args, ...prices, '--max-cost', '0.4'], { cwd, env })
    expect(poor.code).toBe(2)
    expect(poor.stderr).toMatch(
      /--max-cost 0.4: \$0.\d{4} spent after \d+ calls, and the next call might/,
    )
    expect(existsSync(join(cwd, 'out'))).toBe(false)
    const asked = arrived.length
    expect(asked).toBeGreaterThan(0)
    const rich = await intents(args, { cwd, env })
    expect(rich.code).toBe(0)
    expect(arrived.filter(({ body }) => body.messages)).toHaveLength(24)
  })

  it('makes users from one split’s training events, and refuses them for another', async () => {
    const data = shop(true)
    const out = join(folder({}), 'intents')
    const { code } = await intents([data, '--out', out, '--protocol', 'leave-one-out'])
    expect(code).toBe(0)
    const dataset = await loadDataset(data)
    const split = splitDataset(dataset, 'leave-one-out')
    expect((await readIntents(out, dataset, split)).manifest.split).toBe(split.hash)
    const other = readIntents(out, dataset, splitDataset(dataset, 'all'))
    await expect(other).rejects.toMatchObject({ code: 'intents/split' })
    await expect(other).rejects.toThrow('use tacit intents --protocol all')
  })

  it.each<[string, string[], Record<string, string>, string]>([
    ['an unknown provider', ['--provider', 'oracle'], {}, "'oracle' is invalid"],
    ['a key that is not set', ['--provider', 'openai', '--model', 'm'], {}, 'OPENAI_API_KEY'],
    [
      'no model for vectors',
      ['--provider', 'openai', '--model', 'm'],
      { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
      'name one with --embedding-model',
    ],
    [
      'a limit on what has no price',
      ['--provider', 'openai', '--model', 'm', '--embed-with', 'lexical', '--max-cost', '1'],
      { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
      '--max-cost 1: the price of m is not known: pass it with --price IN,OUT',
    ],
    ['a price that is none', ['--price', 'x'], {}, '"x" is not a price'],
  ])('refuses %s', async (_, flags, env, says) => {
    const { code, stderr } = await intents([shop(false), '--out', 'out', ...flags], { env })
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })

  it('replaces only its own folders, and refuses changed files', async () => {
    const data = shop(true)
    const out = folder({ 'letter.txt': 'dear' })
    const { code, stderr } = await intents([data, '--out', out])
    expect(code).toBe(2)
    expect(stderr).toContain('contains letter.txt, not only intents')
    const own = join(folder({}), 'intents')
    for (const _ of [1, 2]) expect((await intents([data, '--out', own])).code).toBe(0)
    expect(readdirSync(join(own, '..'))).toEqual(['intents'])
    const dataset = await loadDataset(data)
    const stranger = { ...dataset, items: ['x', 'y'] }
    await expect(readIntents(own, stranger)).rejects.toThrow('none of the 2 items of shop')
    writeFileSync(join(own, 'items.jsonl'), '{}')
    await expect(readIntents(own, dataset)).rejects.toThrow(
      'does not match the hash in intents.json',
    )
    await expect(readIntents(join(own, 'no'), dataset)).rejects.toThrow(
      'cannot be read (no such file)',
    )
  })
})
