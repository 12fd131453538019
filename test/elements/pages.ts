import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildPack } from '@tacit-rec/pack'
import { build } from 'esbuild'
import { type StaticSite, serveStatic } from '../browser/static.ts'
import { randomContents } from '../pack/random-pack.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SDK = join(ROOT, 'client/dist/browser')

/** Titles and addresses as an attacker would write them into a catalogue. */
export const HOSTILE = [
  '<img src=x onerror="window.attacked=1">',
  '"><script>window.attacked=1</script>',
  '<svg onload=window.attacked=1>',
  '$' + '{window.attacked=1}',
  '{{constructor.constructor("window.attacked=1")()}}',
  '</template><iframe srcdoc="<script>parent.attacked=1</script>">',
  "' onfocus='window.attacked=1' autofocus='",
  'javascript:window.attacked=1',
] as const
export const BAD_URLS = [
  'javascript:window.attacked=1',
  'JaVaScRiPt:window.attacked=1',
  ' \u0001javascript:window.attacked=1',
  'java\nscript:window.attacked=1',
  'data:text/html,<script>opener.attacked=1</script>',
  'vbscript:x',
  'blob:https://shop.example/x',
  'file:///etc/passwd',
] as const

export type Column = 'title' | 'url' | 'image' | 'currency' | 'price' | 'categories'

/**
 * A site with the built SDK, a pack, and pages by path.
 *
 * @param columns of the catalogue; null: the catalogue lacks the column
 * @param folder of further files
 */
export async function serveSite(
  pages: Record<string, string>,
  columns: Partial<Record<Column, ((item: number) => string | null) | null>> = {},
  folder = '',
): Promise<StaticSite> {
  const contents = randomContents({ items: 60, perItem: 16, seed: 5 })
  const { catalogue } = contents
  for (const [name, cell] of Object.entries(columns)) {
    if (cell && name === 'categories')
      catalogue.categories = catalogue.ids.map(
        (_, item) => [cell(item)].filter(Boolean) as string[],
      )
    else if (cell) catalogue[name as 'title'] = catalogue.ids.map((_, item) => cell(item))
    else delete catalogue[name as Column]
  }
  const { manifest, files } = await buildPack(contents)
  return serveStatic(async (path) => {
    const page = pages[path]
    if (page !== undefined) return page
    if (path.startsWith('/tacit/')) return readFile(join(SDK, path.slice('/tacit/'.length)))
    if (path === '/v1/c/default/manifest') return JSON.stringify(manifest)
    const file = files.get(path.replace('/v1/c/default/files/', ''))
    if (file) return file
    if (folder && !path.startsWith('/v1/')) return readFile(join(folder, path))
    throw new Error(`no ${path}`)
  })
}

/** A page of HTML. */
export const html = (body: string, lang = 'en', dir = 'ltr') =>
  `<!doctype html><html lang="${lang}" dir="${dir}"><meta charset="utf-8"><title>shop</title>
<style>body{margin:20px;width:800px}</style><body>${body}`

/**
 * Bundles a script for a page, for one of the two versions of React.
 *
 * @param source TypeScript
 */
export async function bundle(source: string, react: 18 | 19 = 19): Promise<string> {
  const folder = react === 18 ? join(ROOT, 'test/react18') : ROOT
  const result = await build({
    stdin: { contents: source, resolveDir: join(ROOT, 'test/elements'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    charset: 'utf8',
    target: 'es2022',
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    alias: {
      react: join(folder, 'node_modules/react'),
      'react-dom': join(folder, 'node_modules/react-dom'),
    },
  })
  return result.outputFiles[0].text
}
