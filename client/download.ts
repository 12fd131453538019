import { failure } from './failure.ts'
import { within } from './wait.ts'

/** Equal requests for everybody: no cookie, no referrer. */
const ANONYMOUS: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', mode: 'cors' }

/** How files are asked for. */
export interface Downloads {
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Max milliseconds without a byte. */
  timeout: number
  /** Ends every download. */
  signal: AbortSignal
  /** Called whenever bytes arrive. */
  alive?: () => void
}

export interface Wanted {
  /** Refuses a longer body before it fills the memory. */
  maxBytes: number
  /** `reload` overlooks copies that the browser keeps. */
  cache?: RequestCache
  /** Called with the answer, before its body is read. */
  answered?(response: Response): void
}

/**
 * Downloads one file. A slow file may take long as long as bytes arrive; silence ends it.
 *
 * @throws `edge/unreachable`, `edge/status`, `edge/timeout`, `edge/cut`, `edge/size`, `sdk/aborted`
 */
export async function download(
  url: string,
  { fetch, timeout, signal, alive }: Downloads,
  { maxBytes, cache, answered }: Wanted,
): Promise<Uint8Array<ArrayBuffer>> {
  const stop = new AbortController()
  const limits = {
    milliseconds: timeout,
    signal,
    late: () =>
      failure('edge/timeout', `${url}: nothing came for ${timeout} ms: is the edge overloaded?`),
  }
  const wait = <T>(work: Promise<T>) => within(work, limits)
  try {
    const init = { ...ANONYMOUS, ...(cache && { cache }), signal: stop.signal }
    const response = await wait(fetch(url, init).catch(unreachable(url)))
    alive?.()
    if (!response.ok) throw refused(url, response.status)
    answered?.(response)
    const chunks: Uint8Array[] = []
    let size = 0
    const reader = response.body?.getReader()
    while (reader) {
      const { done, value } = await wait(reader.read().catch(cutOff(url)))
      if (done) break
      alive?.()
      chunks.push(value)
      size += value.length
      if (size > maxBytes)
        throw failure('edge/size', `${url}: more than the ${maxBytes} bytes that it should have`)
    }
    return join(chunks, size)
  } catch (error) {
    stop.abort()
    throw error
  }
}

function refused(url: string, status: number): Error {
  return Object.assign(failure('edge/status', `${url}: the edge answered ${status}`), { status })
}

/** The status of an error `edge/status`. */
export function statusOf(error: unknown): number | null {
  const { status } = (error ?? {}) as { status?: unknown }
  return typeof status === 'number' ? status : null
}

function unreachable(url: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw failure(
      'edge/unreachable',
      `${url} cannot be fetched (${reason}): check the network, CORS, and connect-src of the ` +
        'Content-Security-Policy',
    )
  }
}

function cutOff(url: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw failure('edge/cut', `${url}: the connection ended too early (${reason})`)
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
