import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { type Page, ROOT, readPage } from './markdown.ts'

/** Made by tools, or text for a model: not pages of ours. */
const SKIP = /(^|\/)(node_modules|dist|reference|cache|prompts|\.[\w-]+)(\/|$)/
/** Papers that plans were written in. The repository does not hold them, so nothing may cite them. */
const PAPERS = new RegExp(`\\b(${['METH' + 'OD', 'FIELD-' + 'NOTES', 'DES' + 'IGN'].join('|')})\\b`)
const CITATION = /\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g

/** Folders and files of ours as pages name them: `training/intents/prompts/*.md`. */
const PATH =
  /^(bench|client|demo|docs|engine|examples|pack|scripts|tacit-rec|test|training|worker)\/([\w./*-]*(\.\w+|\/))?$/

const files = (pattern: string) =>
  globSync(pattern, { cwd: ROOT, exclude: (path) => SKIP.test(path) }).filter(
    (path) => !SKIP.test(path),
  )
const pages = files('**/*.md')
const sources = files('**/*.{ts,sql,js,toml,html}')

const known = new Map<string, Page>()
function pageAt(path: string): Page {
  if (!known.has(path)) known.set(path, readPage(path))
  return known.get(path)!
}

/** Why a link leads nowhere, or null. @param target relative to the root, perhaps with an anchor */
function deadEnd(target: string): string | null {
  const [path, anchor] = target.split('#')
  if (!existsSync(resolve(ROOT, path))) return 'no such file'
  if (anchor === undefined || statSync(resolve(ROOT, path)).isDirectory()) return null
  return pageAt(path).anchors.has(anchor) ? null : 'no such heading'
}

it('finds the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/method.md']))
})

it('links between pages lead somewhere', () => {
  const dead = pages.flatMap((path) =>
    pageAt(path).links.flatMap((link) => {
      // The reference is generated; building the site checks what leads there.
      if (/^[a-z]+:/.test(link) || link.includes('reference/')) return []
      const target = link.startsWith('#') ? path + link : join(dirname(path), decodeURI(link))
      const why = deadEnd(target)
      return why ? [`${path}: ${link}: ${why}`] : []
    }),
  )
  expect(dead).toEqual([])
})

it('paths that pages name are there', () => {
  const missing = pages.flatMap((path) =>
    pageAt(path)
      .codes.filter((code) => PATH.test(code) && !SKIP.test(code.replace('prompts', '')))
      .filter((code) => !pageAt(path).fences.some(({ file }) => file === code))
      .filter((code) => globSync(code.replace(/\/$/, ''), { cwd: ROOT }).length === 0)
      .map((code) => `${path}: ${code}`),
  )
  expect(missing).toEqual([])
})

it('citations in sources lead to a heading', () => {
  const dead = sources.flatMap((path) =>
    Array.from(readFileSync(join(ROOT, path), 'utf8').matchAll(CITATION), ([target]) => {
      const why = deadEnd(target)
      return why ? `${path}: ${target}: ${why}` : null
    }).filter((line) => line !== null),
  )
  expect(dead).toEqual([])
})

it('nothing cites a paper that is not here', () => {
  const cited = [...pages, ...sources].flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .flatMap((line, n) => (PAPERS.test(line) ? [`${path}:${n + 1}: ${line.trim()}`] : [])),
  )
  expect(cited).toEqual([])
})
