/** The files that a Worker runs. */
export interface Files {
  worker: string
  queries: string
}

/**
 * The files in a folder, or beside this script. Each URL is written out, because bundlers copy what
 * such a literal names; `build.ts` replaces the folder and adds versions.
 *
 * @param assets URL of the folder, ending in `/`; null: beside this script
 * @returns null in a script that does not know its own URL, such as a classic bundle
 */
export function filesOf(assets: string | null): Files | null {
  if (assets !== null)
    return { worker: `${assets}tacit-worker.js`, queries: `${assets}tacit-queries.js` }
  try {
    return {
      worker: new URL('./dist/browser/tacit-worker.js', import.meta.url).href,
      queries: new URL('./dist/browser/tacit-queries.js', import.meta.url).href,
    }
  } catch {
    return null
  }
}
