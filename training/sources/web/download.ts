import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { errorMessage } from '../../files.ts'
import { type Answer, get, WebError } from './get.ts'

const MAX_BYTES = 2e9
const TIMEOUT_MS = 600_000
const PAUSE_MS = 1000
const MAX_REDIRECTS = 5

/**
 * Downloads a file that was asked for by its address, so robots.txt does not apply.
 *
 * @param use gets the path of a temporary file, which is deleted afterwards
 * @throws TacitError `import/download` if the address gives no file
 */
export async function withDownload(
  address: string,
  use: (path: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const body = await download(address, signal).catch((error: unknown) => {
    if (!(error instanceof WebError)) throw error
    throw new TacitError(
      'import/download',
      `${address}: ${errorMessage(error)}: check the address, or download the file yourself`,
      { cause: error },
    )
  })
  const folder = await mkdtemp(join(tmpdir(), 'tacit-import-'))
  try {
    const path = join(folder, `feed.${extensionOf(body)}`)
    await writeFile(path, body)
    await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function download(address: string, signal: AbortSignal | undefined): Promise<Buffer> {
  let url = address
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const options = { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, pauseMs: PAUSE_MS, signal }
    const { status, location, body }: Answer = await get(url, options)
    if (status === 200) return body
    if (status < 300 || status > 399 || !location || !URL.canParse(location, url)) {
      throw new WebError(`HTTP ${status}`)
    }
    url = new URL(location, url).href
  }
  throw new WebError(`over ${MAX_REDIRECTS} redirects`)
}

/** Addresses of feeds rarely end in the name of their form. */
function extensionOf(body: Buffer): string {
  const start = body.subarray(0, 10_000).toString('latin1')
  const [line = ''] = start.replace(/^\W+(?=<)/, '').split(/[\r\n]/)
  if (line.startsWith('<')) return 'xml'
  return line.includes('\t') ? 'tsv' : 'csv'
}
