/**
 * The Worker beside this script. The URL is written out, because bundlers copy what such a literal
 * names; `build.ts` replaces the folder and adds a version.
 *
 * @returns null in a script that does not know its own URL, such as a classic bundle
 */
export function ownWorker(): string | null {
  try {
    return new URL('./dist/browser/tacit-worker.js', import.meta.url).href
  } catch {
    return null
  }
}
