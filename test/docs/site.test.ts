import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { ROOT } from './markdown.ts'

const SITE = join(ROOT, 'docs/.vitepress/dist')

// The reference, then the pages; a dead link ends it with an error.
beforeAll(async () => {
  await promisify(execFile)('npm', ['run', 'build', '--workspace', 'docs'], { cwd: ROOT })
})

it('has every page, and the reference of every package that a site or a program imports', () => {
  const pages = globSync('**/*.md', {
    cwd: join(ROOT, 'docs'),
    exclude: (path) => /^(node_modules|reference)$/.test(path),
  })
  expect(pages.length).toBeGreaterThan(20)
  for (const page of pages) expect(existsSync(join(SITE, page.replace(/md$/, 'html')))).toBe(true)
  for (const name of ['client', 'engine', 'pack', 'training'])
    expect(existsSync(join(SITE, 'reference', name, 'index.html'))).toBe(true)
})

it('lists every page beside the text', async () => {
  const { default: config } = await import('../../docs/.vitepress/config.ts')
  const groups = (config.themeConfig?.sidebar ?? []) as { items: { link: string }[] }[]
  const listed = groups.flatMap(({ items }) => items.map(({ link }) => link))
  const pages = globSync('{*,guide/*,import/*,measurements/*}.md', { cwd: join(ROOT, 'docs') })
    .filter((page) => page !== 'index.md')
    .map((page) => `/${page.replace(/(index)?\.md$/, '')}`)
  expect(listed).toEqual(expect.arrayContaining(pages))
  expect(listed.filter((link) => !pages.includes(link))).toEqual(['/reference/'])
})
