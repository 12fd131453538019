import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import MarkdownIt from 'markdown-it'
import { slugOf } from '../../docs/.vitepress/slug.ts'

export const ROOT = resolve(import.meta.dirname, '../..')

const markdown = new MarkdownIt({ html: true })
type Token = ReturnType<typeof markdown.parse>[number]

/** A fenced block: ```` ```sh install ```` or ```` ```csv [data/items.csv] ````. */
export interface Fence {
  language: string
  /** The words after the language. */
  note: string
  /** The name in brackets: a file that the reader is told to write. */
  file?: string
  text: string
}

export interface Page {
  /** Anchors of its headings, as GitHub and the site make them. */
  anchors: Set<string>
  /** What it links to, as written. */
  links: string[]
  /** Inline code. */
  codes: string[]
  fences: Fence[]
}

/** @param path relative to the repository's root */
export function readPage(path: string): Page {
  const page: Page = { anchors: new Set(), links: [], codes: [], fences: [] }
  const tokens = markdown.parse(readFileSync(resolve(ROOT, path), 'utf8'), {})
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') addAnchor(page.anchors, textOf(tokens[at + 1]))
    if (token.type === 'fence') page.fences.push(fenceOf(token.info, token.content))
    for (const child of token.children ?? []) {
      const target = child.attrGet('href') ?? child.attrGet('src')
      if (target) page.links.push(target)
      if (child.type === 'code_inline') page.codes.push(child.content)
    }
  }
  return page
}

/** The text of a heading without its markup. */
function textOf({ children }: Token): string {
  return (children ?? []).map(({ content }) => content).join('')
}

/** A heading that occurs again gets a number. */
function addAnchor(anchors: Set<string>, heading: string): void {
  const slug = slugOf(heading)
  let anchor = slug
  for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`
  anchors.add(anchor)
}

function fenceOf(info: string, text: string): Fence {
  const [, language, note = ''] = /^(\S*)\s*(.*)$/.exec(info.trim())!
  return { language, note, file: /^\[(.+)\]$/.exec(note)?.[1], text }
}
