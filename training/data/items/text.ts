import { decodeHTML, decodeHTMLStrict } from 'entities'
import { Parser } from 'htmlparser2'
import { isBlank, structured, type Value } from './structure.ts'

const words = (list: string) => new Set(list.trim().split(/\s+/))

/** Elements that are not part of a line. */
const BLOCKS =
  words(`address article aside blockquote br center dd details dialog div dl dt fieldset
  figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p pre
  section summary table tbody tfoot thead tr ul`)

/** Elements whose content is not text of the page. */
const HIDDEN =
  words(`audio button canvas head iframe math nav noscript object script select style svg template
  textarea title video`)

const INLINE =
  words(`a abbr acronym b bdi bdo big body button caption cite code col colgroup data del
  dfn em embed font html i img input ins kbd label link mark meta q rp rt ruby s samp small source
  span strike strong sub sup td th time tt u var wbr`)

/** Elements without content, so that one of them alone is markup. */
const VOID = words('br hr img input wbr meta link source embed col')

const TAG = /<(\/?)([a-z][a-z0-9:-]*)((?:\s|\/)[^<>]*)?>/gi
const ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);/i
/** Entities inside entities (`&amp;nbsp;`) are decoded this often. */
const MAX_PASSES = 4

/**
 * The text of a value: HTML without tags, scripts, styles and comments, with entities decoded, also
 * if it is escaped (`&lt;p&gt;`). Block elements become line breaks. Text that only looks like markup
 * (`a < b`, `<3`) and Markdown stay as they are.
 */
export function plainText(text: string): string {
  // Most texts have none of these.
  if (!/[<&[\u00a0\u00ad\u200b\u2060\ufeff]|\\[nu]/.test(text)) return text.trim()
  let plain = withoutShortcodes(withoutSections(escapesRead(text)))
  const wrapped = plain !== text
  let markup = false
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = plain
    if (pass > 0) plain = withoutSections(plain)
    if (isMarkup(plain)) {
      plain = withoutMarkup(plain)
      markup = true
    } else if (ENTITY.test(plain)) plain = decodeHTMLStrict(plain)
    if (plain === before) break
  }
  plain = plain.replace(/[\u00ad\u200b\u2060\ufeff]/g, '').replace(/[\u00a0\u202f\u2007]/g, ' ')
  return markup || wrapped ? tidy(plain) : plain.trim()
}

function withoutSections(text: string): string {
  return text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
}

/** JSON within JSON leaves `\\u003cp\\u003e` for a tag. */
function escapesRead(text: string): string {
  if (!/\\u[\da-f]{4}/i.test(text)) return text
  return text.replace(/\\u([\da-f]{4})/gi, (_, code) => String.fromCharCode(Number(`0x${code}`)))
}

/** Fields of an object that hold its text, such as WordPress's `rendered`. */
const TEXTS = ['rendered', 'text', 'html', 'plain', 'value', 'name', 'title', 'label']

/**
 * A value as text in lines; lists become lines. An object gives its text, that in English or the first
 * language, or all it has. Null if blank.
 */
export function textOf(value: Value): string | null {
  const read = structured(value)
  if (read === null || read === undefined) return null
  if (typeof read === 'object') {
    const parts = Array.isArray(read) ? read : partsOf(read)
    return parts.flatMap((part) => textOf(part) ?? []).join('\n') || null
  }
  const text = plainText(String(read))
  return isBlank(text) ? null : text
}

function partsOf(object: { [key: string]: Value }): Value[] {
  const keys = Object.keys(object)
  const isLocalized = keys.every((key) => /^[a-z]{2}([-_][a-z]{2})?$/i.test(key))
  const key = isLocalized
    ? (keys.find((name) => /^en/i.test(name)) ?? keys[0])
    : TEXTS.find((name) => object[name] != null)
  if (key !== undefined) return [object[key]]
  // Editors store blocks with a type, a version and a time beside their text.
  const written = Object.entries(object).filter(([name]) => !/^(?:type|version|time)$/.test(name))
  return written.map(([, part]) => part)
}

/** {@link textOf} in one line. */
export function lineOf(value: Value): string | null {
  return textOf(value)?.replace(/\s*\n\s*/g, ' ') ?? null
}

/** Whether a text has a tag of HTML that is closed, has attributes, or needs no closing. */
function isMarkup(text: string): boolean {
  if (!text.includes('<')) return false
  if (/<!--|<!doctype/i.test(text)) return true
  const opened = new Set<string>()
  for (const [, slash, written, rest] of text.matchAll(TAG)) {
    const name = written.toLowerCase()
    if (!BLOCKS.has(name) && !HIDDEN.has(name) && !INLINE.has(name)) {
      // Elements of Word and of web components, `<o:p>`, `<x-card>`, are markup if they are closed.
      if (!/[-:]/.test(name)) continue
    }
    if (slash ? opened.has(name) : VOID.has(name) || /[a-z-]+\s*=/i.test(rest ?? '')) return true
    if (!slash) opened.add(name)
    // Descriptions are cut: a block that is never closed is still one.
    if (BLOCKS.has(name)) return true
  }
  return false
}

function withoutMarkup(html: string): string {
  let out = ''
  let hidden = 0
  const stack: string[] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      if (hides(name, attributes)) hidden++
      if (!VOID.has(name)) stack.push(hides(name, attributes) ? `!${name}` : name)
      out += breakOf(name)
    },
    ontext(text) {
      // The line breaks of the source are not those of the page.
      if (!hidden) out += stack.includes('pre') ? text : text.replace(/[ \t\r\n]+/g, ' ')
    },
    onclosetag(name) {
      if (!VOID.has(name) && stack.pop()?.startsWith('!')) hidden--
      if (name !== 'br') out += breakOf(name)
    },
  })
  // A cell may be cut within a tag.
  parser.end(html.replace(/<\/?[a-z][^<>]*$/i, ''))
  return out
}

function hides(name: string, { style, hidden }: Record<string, string>): boolean {
  if (VOID.has(name)) return false
  return HIDDEN.has(name) || hidden !== undefined || /display\s*:\s*none/i.test(style ?? '')
}

function breakOf(name: string): string {
  if (BLOCKS.has(name)) return '\n'
  return name === 'td' || name === 'th' ? ' ' : ''
}

/** A shortcode with attributes: `[gallery ids="1,2"]`. */
const SHORTCODE = /\[[a-z][\w-]*(?:\s+[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s\]]+))+\s*\/?\]/gi
const MARKDOWN_IMAGE = /!\[[^\]\n]*\]\([^)\s]+(?:\s+"[^"]*")?\)/g
const MARKDOWN_LINK = /\[([^\]\n]+)\]\((?:https?:\/\/|mailto:|\/|#)[^)\s]*(?:\s+"[^"]*")?\)/g

/**
 * Removes shortcodes of page builders, `[row class="a"]…[/row]`, the addresses of Markdown, and line
 * breaks written as `\n`.
 */
function withoutShortcodes(text: string): string {
  const breaks = text
    .replace(/(?:\\r)?\\n(?=\\|[^a-z]|$)/g, '\n')
    .replace(/\[img[^\]]*\][^[]*\[\/img\]/gi, ' ')
    .replace(MARKDOWN_IMAGE, ' ')
    .replace(MARKDOWN_LINK, '$1')
    .replace(SHORTCODE, ' ')
  if (!breaks.includes('[/')) return breaks
  const names = new Set(Array.from(breaks.matchAll(/\[\/([a-z][\w-]*)\]/gi), ([, name]) => name))
  return [...names].reduce(
    (rest, name) => rest.replace(new RegExp(`\\[/?${name}(?:[\\s=][^\\]]*)?\\]`, 'gi'), ' '),
    breaks,
  )
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\n ]*/g, '\n')
    .trim()
}

/** Addresses in XML and HTML write `&` as an entity. */
export function decodedAddress(text: string): string {
  return text.includes('&amp;') || text.includes('&#') ? decodeHTML(text) : text
}
