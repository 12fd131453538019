import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Crawler, decode } from '../../training/sources/web/index.ts'

const OPTIONS = { maxBytes: 1000, timeoutMs: 100, pauseMs: 1 }

let server: Server
let site = ''
let asked: { path: string; at: number }[] = []
let answers: Record<string, (response: ServerResponse) => void> = {}

beforeEach(async () => {
  asked = []
  answers = {}
  server = createServer(({ url = '' }, response) => {
    asked.push({ path: url, at: performance.now() })
    const answer = answers[url]
    if (answer) answer(response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const times = (path: string) => asked.filter((one) => one.path === path).length

test.each([
  ['a server that never answers', () => {}, 'no answer within 0.1 s', 3],
  ['a page without end', (r: ServerResponse) => r.write('x'), 'no answer within 0.1 s', 3],
  ['a huge page', (r: ServerResponse) => r.end('x'.repeat(1001)), 'larger than 0.001 MB', 1],
  ['a gzip bomb', (r: ServerResponse) => r.end(gzipSync('x'.repeat(1e6))), 'larger than', 1],
  ['a cut gzip', (r: ServerResponse) => r.end(gzipSync('page').subarray(0, 9)), 'cut off', 1],
  ['a broken server', (r: ServerResponse) => r.writeHead(500).end(), 'HTTP 500', 3],
  ['a lost connection', (r: ServerResponse) => r.destroy(), 'unreachable', 3],
  [
    'a Retry-After of a day',
    (r: ServerResponse) => r.writeHead(503, { 'retry-after': '86400' }).end(),
    'asks to wait over 60 s',
    1,
  ],
  [
    'redirects in a circle',
    (r: ServerResponse) => r.writeHead(302, { location: '/page' }).end(),
    'over 5 redirects',
    6,
  ],
])('%s does not hold it up', async (_, answer, message, attempts) => {
  answers['/page'] = answer
  await expect(new Crawler(0, OPTIONS).page(`${site}/page`)).rejects.toThrow(message)
  expect(times('/page')).toBe(attempts)
})

test('a host that fails ten times in a row is not asked again', async () => {
  const crawler = new Crawler(0, OPTIONS)
  answers['/down'] = (response) => response.destroy()
  for (let page = 0; page < 10; page++) {
    await expect(crawler.page(`${site}/down`)).rejects.toThrow('unreachable')
  }
  await expect(crawler.page(`${site}/up`)).rejects.toThrow('its host failed 10 times in a row')
  expect(times('/up')).toBe(0)
})

test.each([
  ['fails', (r: ServerResponse) => r.writeHead(503).end(), 'robots.txt cannot be read (HTTP 503)'],
  ['asks for an hour', robots('Crawl-delay: 3600'), 'asks for over 60 s between two pages'],
  ['disallows', robots('Disallow: /page$\nAllow: /page2'), 'robots.txt disallows it'],
])('robots.txt that %s', async (_, answer, message) => {
  answers['/robots.txt'] = answer
  await expect(new Crawler(0, OPTIONS).page(`${site}/page`)).rejects.toThrow(message)
  expect(times('/page')).toBe(0)
})

test('pauses between pages as Crawl-delay asks, also if pages are asked for at once', async () => {
  answers['/robots.txt'] = robots('Crawl-delay: 0.1')
  for (const path of ['/a', '/b', '/c']) answers[path] = (response) => response.end('page')
  const crawler = new Crawler(0, OPTIONS)
  await Promise.all(['/a', '/b', '/c'].map((path) => crawler.page(site + path)))
  const [, a, b, c] = asked.map(({ at }) => at)
  expect(b - a).toBeGreaterThan(95)
  expect(c - b).toBeGreaterThan(95)
})

test('a redirect to a page that robots.txt disallows is not followed', async () => {
  answers['/robots.txt'] = robots('Disallow: /private')
  answers['/page'] = (response) => response.writeHead(301, { location: '/private' }).end()
  await expect(new Crawler(0, OPTIONS).page(`${site}/page`)).rejects.toThrow('disallows')
  expect(times('/private')).toBe(0)
})

test.each([
  ['by its header', Buffer.from('Caf\xe9', 'latin1'), 'text/html; charset=windows-1252', 'Café'],
  ['by its tag', Buffer.from('<meta charset=latin1>\xe9', 'latin1'), '', '<meta charset=latin1>é'],
  ['by its mark', Buffer.from('\uFEFFCafé', 'utf16le'), 'text/html', 'Café'],
  ['else UTF-8', Buffer.from('Café'), 'text/html; charset=unknown', 'Café'],
])('reads the encoding of a page %s', (_, body, type, text) => {
  expect(decode(body, type)).toBe(text)
})

function robots(rules: string) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`User-agent: *\n${rules}\n`)
  }
}
