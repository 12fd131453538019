import { describe, expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import {
  Budget,
  type BuildOptions,
  buildIntents,
  Cache,
  planIntents,
  providerByName,
} from '../../training/intents/index.ts'
import { type Progress, silent } from '../../training/progress.ts'
import { folders } from '../data/folder.ts'
import { embed, type Respond, say, startServer, vectorOf } from './server.ts'

const folder = folders()
const SHOP = {
  'interactions.csv': 'user,item,time\nu,pen,1\nu,ink,2\nv,wax,1\n',
  'items.csv':
    'id,title,description\nink,Black ink,Private brand\npen,Steel pen,\nwax,Red wax,\nnib,,\n',
}
const PRICES = { chat: { input: 1000, output: 1000 }, embed: { input: 10, output: 0 } }

/** A model's answer about a text, with names made from its last title or line. */
function good(user: string) {
  const about = user.startsWith('History') ? 'user' : 'item'
  const word = /(?:Title:|1\.) (\S+)/.exec(user)![1].toLowerCase()
  const lists = about === 'item' ? { focus: [word], oppose: [] } : { likes: [word], dislikes: [] }
  const intents = [`${word} things`, 'writing']
  return { attributes: [word], ...lists, summary: `The ${about} is ${word}.`, intents }
}

const speak: Respond = ({ body }, response) => {
  if (body.input) embed(response, body.input)
  else {
    const usage = { prompt_tokens: 100, completion_tokens: 50 }
    say(response, good(body.messages!.at(-1)!.content), usage)
  }
}

async function shop(
  respond: Respond = speak,
  change: Partial<BuildOptions> = {},
  perMinute?: number,
  files: Record<string, string> = SHOP,
) {
  const server = await startServer(respond)
  const dataset = await loadDataset(folder(files))
  const env = { OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'm', OPENAI_EMBEDDING_MODEL: 'e' }
  const provider = providerByName('openai', { env, perMinute, backoff: 5, attempts: 2 })
  const path = folder({})
  const options = (): BuildOptions => ({
    provider,
    embedder: provider.embedder!,
    sendUsers: false,
    fit: splitDataset(dataset, 'all').fit,
    prices: PRICES,
    progress: silent,
    concurrency: 4,
    cache: new Cache(path),
    budget: new Budget(),
    ...change,
  })
  const chats = () => server.arrived.flatMap(({ body }) => body.messages?.at(-1)?.content ?? [])
  return { ...server, dataset, options, chats, path }
}

describe('a build', () => {
  it('asks about items with a text, and derives users from their items', async () => {
    const { dataset, options, chats, arrived } = await shop()
    const { items, users, vectors, profiles } = await buildIntents(dataset, options())
    expect(items.map(({ id, source, named }) => [id, source, ...named])).toEqual([
      ['ink', 'model', 'black things', 'writing'],
      ['nib', 'none'],
      ['pen', 'model', 'steel things', 'writing'],
      ['wax', 'model', 'red things', 'writing'],
    ])
    expect(users.map(({ source, named }) => [source, ...named])).toEqual([
      ['items', 'writing', 'black things', 'steel things'],
      ['items', 'red things', 'writing'],
    ])
    const row = (matrix: { cols: number; data: Float32Array }, r: number) => [
      ...matrix.data.subarray(r * matrix.cols, (r + 1) * matrix.cols),
    ]
    expect(row(vectors.items, 0)).toEqual([...Float32Array.from(vectorOf('The item is black.'))])
    expect(row(vectors.items, 1)).toEqual([0, 0, 0])
    expect(row(profiles.items, 2)[0]).toBe('Steel pen'.length)
    // The newest item, ink, weighs 1, the one before it .9.
    const mean = (18 + 0.9 * 'The item is steel.'.length) / 1.9
    expect(row(vectors.users, 0)[0]).toBeCloseTo(mean, 4)
    expect(chats()).toHaveLength(3)
    expect(JSON.stringify(arrived)).not.toContain('History')
    expect(JSON.stringify(arrived)).not.toContain('The user')
  })

  it('asks about users only if that is allowed', async () => {
    const { dataset, options, chats } = await shop(speak, { sendUsers: true })
    const { users, vectors } = await buildIntents(dataset, options())
    expect(chats().filter((text) => text.startsWith('History'))).toHaveLength(2)
    expect(users.map(({ source, summary }) => [source, summary])).toEqual([
      ['model', 'The user is black.'],
      ['model', 'The user is red.'],
    ])
    expect(vectors.users.data[0]).toBe('The user is black.'.length)
  })

  it('sends an unusable answer back once, then falls back, and counts it', async () => {
    const wrong: Respond = (request, response, n) => {
      const text = request.body.messages?.at(-1)?.content
      if (text?.includes('Title: Black')) say(response, 'I would rather not')
      else if (text?.includes('Title: Red') && !text.includes('You answered'))
        say(response, { ...good(text), intents: ['a name of far too many words', 'b'] })
      else speak(request, response, n)
    }
    const { dataset, options, chats } = await shop(wrong)
    const ends: string[] = []
    const task = () => ({ update() {}, end: (note = '') => void ends.push(note) })
    const progress: Progress = { task, note() {} }
    const { items } = await buildIntents(dataset, { ...options(), progress })
    expect(items.map(({ source }) => source)).toEqual(['fallback', 'none', 'model', 'model'])
    expect(items[0].named.length).toBeGreaterThan(0)
    expect(ends[0]).toBe('1 of 3 fell back to key phrases')
    expect(chats()).toHaveLength(5)
    const mending = chats().find((text) => /Red.*You answered/s.test(text))
    expect(mending).toContain('"a name of far too many words" has more than 4 words')
    // Neither is asked again.
    expect((await buildIntents(dataset, options())).items).toEqual(items)
    expect(chats()).toHaveLength(5)
  })

  it('accepts no dislikes if nothing was disliked: asks again, then falls back', async () => {
    const surly: Respond = (request, response, n) => {
      const text = request.body.messages?.at(-1)?.content
      if (!text?.startsWith('History')) return speak(request, response, n)
      const mends = text.includes('Black') && text.includes('You answered')
      say(response, { ...good(text), dislikes: mends ? [] : ['rain'] })
    }
    const { dataset, options, chats } = await shop(surly, { sendUsers: true })
    const { users } = await buildIntents(dataset, options())
    expect(users.map(({ source, against }) => [source, against])).toEqual([
      ['model', []],
      ['fallback', []],
    ])
    const second = chats().filter((text) => /^History.*You answered/s.test(text))
    expect(second).toHaveLength(2)
    expect(second[0]).toContain('"dislikes" must be empty')
  })

  it('costs nothing the second time', async () => {
    const { dataset, options, arrived } = await shop(speak, { sendUsers: true })
    const first = await buildIntents(dataset, options())
    const before = arrived.length
    const again = options()
    expect(await buildIntents(dataset, again)).toEqual(first)
    expect(arrived).toHaveLength(before)
    expect(again.budget).toMatchObject({ calls: 0, cost: 0 })
    const none = { calls: 0, usage: { input: 0, output: 0 } }
    expect(planIntents(dataset, again)).toEqual({ chat: none, embed: none })
  })

  it('is planned without a call', async () => {
    const { dataset, options, arrived } = await shop(speak, { sendUsers: true })
    const { chat, embed } = planIntents(dataset, options())
    expect(chat).toMatchObject({ calls: 5, usage: { output: 1250 } })
    expect(chat.usage.input).toBeGreaterThan(5 * 200)
    // Two batches: the texts, and the summaries to come.
    expect(embed.calls).toBe(2)
    expect(arrived).toHaveLength(0)
  })

  it('stops before the limit, keeps the answers, and resumes', async () => {
    const { dataset, options, chats, path } = await shop()
    // Enough for one call's estimate. The call costs .15, and then the next might not fit.
    const { usage } = planIntents(dataset, options()).chat
    const most = (usage.input / 3 + 250) / 1000 + 0.1
    const poor = {
      ...options(),
      cache: new Cache(path),
      budget: new Budget(most),
      concurrency: 1,
    }
    await expect(buildIntents(dataset, poor)).rejects.toMatchObject({
      code: 'intents/max-cost',
      message: expect.stringMatching(
        /^--max-cost 0.\d+: \$0.1500 spent after 1 calls, and the next/,
      ),
    })
    expect(chats()).toHaveLength(1)
    const rich = options()
    await buildIntents(dataset, rich)
    expect(chats()).toHaveLength(3)
    expect(rich.budget.cost).toBeGreaterThan(0.3)
  })

  it('counts attempts that may be billed, and stops before the next', async () => {
    const broken: Respond = (request, response, n) => {
      if (n === 0) response.writeHead(429).end()
      else if (n === 1) response.end('{"choices": [{"mess')
      else speak(request, response, n)
    }
    const { dataset, options, path, arrived } = await shop(broken)
    const { usage } = planIntents(dataset, options()).chat
    const estimate = (usage.input / 3 + 250) / 1000
    const poor = (most: number) => {
      const limited = { cache: new Cache(path), budget: new Budget(most) }
      return { ...options(), ...limited, concurrency: 1 }
    }
    // The first attempt is free, the second may cost an answer, a third exceeds the limit.
    const stopped = poor(1.5 * estimate)
    await expect(buildIntents(dataset, stopped)).rejects.toMatchObject({
      code: 'intents/max-cost',
      message: expect.stringContaining('spent after 0 calls'),
    })
    expect(arrived).toHaveLength(2)
    expect(stopped.budget.cost).toBeGreaterThan(0.9 * estimate)
    expect(stopped.budget.cost).toBeLessThan(1.1 * estimate)
  })

  it('asks equal questions once, also while the first is pending', async () => {
    const twins = { ...SHOP, 'items.csv': `${SHOP['items.csv']}copy,Black ink,Private brand\n` }
    const { dataset, options, chats } = await shop(
      (request, response, n) => setTimeout(() => speak(request, response, n), 30),
      {},
      undefined,
      twins,
    )
    expect(planIntents(dataset, options()).chat.calls).toBe(3)
    const { items } = await buildIntents(dataset, options())
    expect(items.filter(({ named }) => named[0] === 'black things')).toHaveLength(2)
    expect(chats()).toHaveLength(3)
  })

  it('embeds 64 texts per call, each into its row', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => `i${String(n).padStart(3, '0')},${n} pens\n`)
    const many = { ...SHOP, 'items.csv': `id,title\nink,Ink\n${rows.join('')}` }
    const { dataset, options, arrived } = await shop(speak, {}, undefined, many)
    const { provider, ...rest } = options()
    const local = { ...rest, provider: { ...provider, chat: undefined } }
    const { profiles } = await buildIntents(dataset, local)
    const sizes = arrived.flatMap(({ body }) => body.input?.length ?? [])
    expect(sizes.slice(-3).sort((a, b) => a - b)).toEqual([23, 64, 64])
    for (const [at, text] of dataset.texts!.entries()) {
      const row = profiles.items.data.subarray(3 * at, 3 * at + 3)
      expect([...row]).toEqual(text === '' ? [0, 0, 0] : [...Float32Array.from(vectorOf(text))])
    }
  })

  it('never makes more calls at once than allowed', async () => {
    let [now, most] = [0, 0]
    const { dataset, options } = await shop((request, response, n) => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now--
        speak(request, response, n)
      }, 30)
    })
    await buildIntents(dataset, { ...options(), concurrency: 2 })
    expect(most).toBe(2)
  })

  it('keeps the rate with retries and second questions too', async () => {
    const respond: Respond = (request, response, n) => {
      if (n === 1) response.writeHead(500).end()
      else if (n === 2) say(response, 'not what was asked for')
      else speak(request, response, n)
    }
    const { dataset, options, arrived } = await shop(respond, {}, 1200)
    const began = performance.now()
    await buildIntents(dataset, options())
    // Three items, one of them tried twice and one asked twice, and two calls for vectors.
    expect(arrived).toHaveLength(7)
    // 50 ms between two; timers may be a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(6 * 49)
  })

  it('estimates the next answer to be as long as the longest so far', async () => {
    const budget = new Budget(1)
    const price = { input: 0, output: 1000 }
    const call = async () => ({ usage: { input: 0, output: 600 } })
    await budget.spend({ input: 0, output: 250 }, price, call)
    const next = budget.spend({ input: 0, output: 250 }, price, call)
    await expect(next).rejects.toMatchObject({ code: 'intents/max-cost' })
    expect(budget.cost).toBeCloseTo(0.6, 9)
  })

  it('stops at the first error and throws it', async () => {
    const { dataset, options, arrived } = await shop((_, response) =>
      response.writeHead(401).end('{}'),
    )
    const one = { ...options(), concurrency: 1 }
    await expect(buildIntents(dataset, one)).rejects.toMatchObject({ code: 'intents/refused' })
    expect(arrived).toHaveLength(1)
  })

  it('refuses data without texts', async () => {
    const { options } = await shop()
    const dataset = await loadDataset(folder({ 'interactions.csv': 'user,item\nu,pen\n' }))
    await expect(buildIntents(dataset, options())).rejects.toMatchObject({
      code: 'intents/no-text',
    })
  })
})
