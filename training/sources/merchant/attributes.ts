import type { Row } from '../importer.ts'
import { textOf } from '../values.ts'
import type { XmlElement } from '../xml.ts'

/** A product of a feed: name of the attribute, as `image_link`, → its values. */
export type Attributes = ReadonlyMap<string, readonly string[]>

const GOOGLE = /^(g|https?:\/\/base\.google\.com\/ns\/1\.0\/?)$/

/** Of a row of a text feed, whose columns may be named `image link`, `Image_Link` or `g:image_link`. */
export function attributesOfRow(row: Row): Attributes {
  const found = new Map<string, string[]>()
  for (const [column, value] of Object.entries(row)) {
    const text = textOf(value)
    if (text === null) continue
    const name = nameOf(column)
    found.set(name, [...(found.get(name) ?? []), text])
  }
  return found
}

/** The columns that a text feed has, as attributes. */
export function nameOf(column: string): string {
  const name = column
    .trim()
    .toLowerCase()
    .replace(/^g:/, '')
    .replace(/[\s-]+/g, '_')
  // A repeated column is numbered when it is read; the five custom labels are numbered by Google.
  return name.replace(/^(product_type|additional_image_link)[_.:]\d+$/, '$1')
}

/**
 * Of an `item` (RSS) or `entry` (Atom). Google's attributes win over those of RSS and Atom that have
 * the same name; other namespaces are not read.
 */
export function attributesOfElement({ children }: XmlElement): Attributes {
  const google = new Map<string, string[]>()
  const plain = new Map<string, string[]>()
  for (const child of children) {
    const isGoogle = child.space !== null && GOOGLE.test(child.space)
    if (child.space !== null && !isGoogle) continue
    const text = textOf(textOfElement(child))
    if (text === null) continue
    const name = isGoogle ? child.name : (ATOM[child.name] ?? child.name)
    const found = isGoogle ? google : plain
    found.set(name, [...(found.get(name) ?? []), text])
  }
  return new Map([...plain, ...google])
}

/** Atom's names for what RSS calls otherwise. */
const ATOM: Record<string, string> = { summary: 'description', content: 'description' }

/** Atom writes an address as an attribute; Google nests the content of structured titles. */
function textOfElement({ text, attributes, children, name }: XmlElement): string | undefined {
  if (name === 'link' && attributes.href) return attributes.href
  return text || children.find((child) => child.name === 'content')?.text
}
