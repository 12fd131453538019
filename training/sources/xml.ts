import { Parser } from 'htmlparser2'

/** An element of a feed or sitemap. */
export interface XmlElement {
  /** Without its prefix. */
  name: string
  /** Address of the prefix's namespace, the prefix itself if undeclared; null without a prefix. */
  space: string | null
  attributes: Record<string, string>
  /** Its own text, trimmed, without that of its children. */
  text: string
  children: XmlElement[]
}

/** The document ends before its root element does: the file is cut off. */
export class CutOff extends Error {}

/**
 * Elements of the names given, with all that is in them, as a document streams by. Reading is
 * lenient (a bare `&`, an undeclared prefix), since real feeds are made by hand.
 *
 * @param names names without prefix; an element inside another wanted one is part of that one
 * @throws CutOff at the end, if the document ends too early
 */
export async function* elementsOf(
  chunks: AsyncIterable<string> | Iterable<string>,
  names: ReadonlySet<string>,
): AsyncGenerator<XmlElement> {
  const builder = new Builder(names)
  const parser = new Parser(builder, { xmlMode: true, decodeEntities: true })
  for await (const chunk of chunks) {
    parser.write(chunk)
    yield* builder.take()
  }
  builder.ended = true
  parser.end()
  yield* builder.take()
  if (builder.cutOff) throw new CutOff()
}

/** Collects the wanted elements from the parser's calls. */
class Builder {
  /** Whether all of the document has been seen: the parser then closes what is open. */
  ended = false
  cutOff = false
  readonly #names: ReadonlySet<string>
  readonly #open: XmlElement[] = []
  readonly #spaces = new Map<string, string>()
  #done: XmlElement[] = []

  constructor(names: ReadonlySet<string>) {
    this.#names = names
  }

  take(): XmlElement[] {
    const done = this.#done
    this.#done = []
    return done
  }

  onopentag(raw: string, attributes: Record<string, string>): void {
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('xmlns:')) this.#spaces.set(key.slice(6), value)
    }
    const at = raw.indexOf(':')
    const prefix = at < 0 ? null : raw.slice(0, at)
    const name = raw.slice(at + 1)
    if (this.#open.length === 0 && !this.#names.has(name)) return
    const space = prefix === null ? null : (this.#spaces.get(prefix) ?? prefix)
    this.#open.push({ name, space, attributes, text: '', children: [] })
  }

  ontext(text: string): void {
    const element = this.#open.at(-1)
    if (element) element.text += text
  }

  onclosetag(): void {
    if (this.ended) {
      this.cutOff = true
      return
    }
    const element = this.#open.pop()
    if (!element) return
    element.text = element.text.trim()
    const parent = this.#open.at(-1)
    if (parent) parent.children.push(element)
    else this.#done.push(element)
  }
}
