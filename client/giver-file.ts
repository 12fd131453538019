/**
 * The file of the Worker that contributes, in a folder or beside this script, where the URL is written
 * out as in `files.ts`.
 *
 * @param assets URL of the folder, ending in `/`; null: beside this script
 */
export function giverFile(assets: string | null): string {
  return assets === null
    ? new URL('./dist/browser/tacit-giver.js', import.meta.url).href
    : `${assets}tacit-giver.js`
}
