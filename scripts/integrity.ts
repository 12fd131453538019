/**
 * What a page needs so that it runs the SDK that was built and no other: the hashes of the built
 * scripts, and an import map with `integrity`. Run by the build.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder that a page serves the files from. */
const BASE = '/tacit/'
const ENTRY = 'tacit.js'

/** A file's hash as Subresource Integrity writes it. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`
}

/**
 * The import map of a page that serves the built files itself. Chromium 127, Firefox 138 and Safari
 * 18 refuse a module whose hash differs, and modules that it imports.
 *
 * @param folder the built files
 */
export function importMap(folder: string) {
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
  const sources = scripts.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
  const integrity = scripts.flatMap((name) => {
    const hash = integrityOf(readFileSync(join(folder, name)))
    return addresses(name, sources).map((address) => [BASE + address, hash] as const)
  })
  return { imports: { tacit: BASE + ENTRY }, integrity: Object.fromEntries(integrity) }
}

/** A file's name, also with the versions that other files ask for: an import map compares URLs. */
function addresses(name: string, sources: string): string[] {
  const versioned = new RegExp(`${name.replaceAll('.', '\\.')}\\?v=\\w+`, 'g')
  return [...new Set([name, ...(sources.match(versioned) ?? [])])]
}
