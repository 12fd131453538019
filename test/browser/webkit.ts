import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tab, TestBrowser, Visitor } from './driver.ts'

/** Names an element in WebDriver's answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** WebDriver's characters for keys that write none. */
const KEYS: Record<string, string> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Backspace: '\uE003',
  Delete: '\uE017',
}

/** Milliseconds that a command may take, a third of a test's. A script has a limit of its own. */
const LIMIT = 20_000

/** WebKitGTK's MiniBrowser in a virtual display, by WebDriver. */
export async function startWebKit(binary: string): Promise<TestBrowser> {
  const screen = await startScreen()
  const home = mkdtempSync(join(tmpdir(), 'tacit-webkit-'))
  const env = {
    ...process.env,
    DISPLAY: screen.display,
    HOME: home,
    LIBGL_ALWAYS_SOFTWARE: '1',
    NO_AT_BRIDGE: '1',
    GTK_A11Y: 'none',
  }
  const first = await openVisitor(binary, env)
  const visitors = new Set([first])
  let unused: Awaited<ReturnType<typeof openVisitor>> | null = first
  return {
    engine: 'webkit',
    name: `WebKitGTK ${first.version}`,
    async visitor() {
      const visitor = unused ?? (await openVisitor(binary, env))
      unused = null
      visitors.add(visitor)
      return visitor
    },
    async close() {
      await Promise.all([...visitors].map((visitor) => visitor.close()))
      screen.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** A virtual display with a number that nobody uses. */
async function startScreen(): Promise<{ display: string; stop(): void }> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await once(server.stdio[3] as Readable, 'data')
  return { display: `:${String(number).trim()}`, stop: () => server.kill() }
}

/** A driver, a session and a browser of its own: storage is never shared or kept. */
async function openVisitor(
  binary: string,
  env: NodeJS.ProcessEnv,
): Promise<Visitor & { version: string }> {
  // On a busy machine a browser now and then never opens its window.
  const { driver, send, session, version } = await openSession(binary, env).catch(() =>
    openSession(binary, env),
  )

  // One command at a time, each after a change to its tab.
  let queue: Promise<unknown> = Promise.resolve()
  let unused: unknown = await send('GET', `${session}/window`)
  function at<T>(handle: string, work: () => Promise<T>): Promise<T> {
    const turn = queue.then(() => send('POST', `${session}/window`, { handle })).then(work)
    queue = turn.catch(() => {})
    return turn
  }

  async function tab(): Promise<Tab> {
    const opened = unused
      ? { handle: unused }
      : ((await send('POST', `${session}/window/new`, { type: 'tab' })) as { handle: string })
    unused = null
    const handle = String(opened.handle)
    const post = async (path: string, body: object = {}) =>
      at(handle, () => send('POST', `${session}${path}`, body))
    return {
      goto: async (url) => void (await post('/url', { url })),
      async run(work, ...args) {
        const script = `const done = arguments[arguments.length - 1]
          Promise.resolve().then(() => (${work})(...${JSON.stringify(args)})).then(
            (value) => done({ value: value === undefined ? null : value }),
            (error) => done({ error: String((error && error.stack) || error) + ' ' + error }))`
        const result = (await post('/execute/async', { script, args: [] })) as {
          value?: never
          error?: string
        }
        if (result.error) throw new Error(`in the page: ${result.error}`)
        return result.value as never
      },
      click: (selector) =>
        at(handle, async () => {
          const using = { using: 'css selector', value: selector }
          const found = await send('POST', `${session}/element`, using)
          const element = (found as Record<string, string>)[ELEMENT]
          await send('POST', `${session}/element/${element}/click`, {})
        }),
      async press(keys) {
        const values = keys.split('+').map((name) => KEYS[name] ?? name)
        const actions = [
          ...values.map((value) => ({ type: 'keyDown', value })),
          ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
        ]
        await post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
      },
      back: async () => void (await post('/back')),
      reload: async () => void (await post('/refresh')),
      close: () =>
        at(handle, async () => {
          // The session would end with its last window.
          const handles = await send('GET', `${session}/window/handles`)
          if (Array.isArray(handles) && handles.length > 1) {
            // The next command, such as a new tab, needs a window that is there.
            const left = (await send('DELETE', `${session}/window`)) as string[]
            await send('POST', `${session}/window`, { handle: left[0] })
          } else {
            await send('POST', `${session}/url`, { url: 'about:blank' })
            unused = handle
          }
        }),
    }
  }

  return {
    version,
    tab,
    async close() {
      if (driver.exitCode !== null || driver.killed) return
      await send('DELETE', session).catch(() => {})
      driver.kill()
    },
  }
}

/** Starts a driver, and a browser by it. */
async function openSession(binary: string, env: NodeJS.ProcessEnv) {
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', ['-p', `${port}`], { stdio: 'ignore', env })

  async function send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: body && JSON.stringify(body),
      signal: path.endsWith('/execute/async') ? undefined : AbortSignal.timeout(LIMIT),
    }).catch((error) => {
      throw new Error(`WebKit: ${method} ${path}: ${error.message}`)
    })
    const { value } = (await response.json()) as { value: { error?: string; message?: string } }
    if (!response.ok) throw new Error(`WebKit: ${path}: ${value?.error}: ${value?.message}`)
    return value
  }

  try {
    await answers(port, driver)
    const { sessionId, capabilities } = (await send('POST', '/session', {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } },
      },
    })) as { sessionId: string; capabilities: { browserVersion: string } }
    const session = `/session/${sessionId}`
    await send('POST', `${session}/timeouts`, { script: 120_000, pageLoad: LIMIT })
    return { driver, send, session, version: capabilities.browserVersion }
  } catch (error) {
    driver.kill('SIGKILL')
    throw error
  }
}

async function answers(port: number, driver: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver exited with ${driver.exitCode}`)
    try {
      await fetch(`http://127.0.0.1:${port}/status`)
      return
    } catch {
      await sleep(50)
    }
  }
  throw new Error(`WebKitWebDriver does not answer on port ${port}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : 0
}
