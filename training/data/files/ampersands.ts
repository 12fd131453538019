const BARE = /&(?!(?:#\d+|#x[\da-f]+|[a-z_][\w.-]*);)/gi
const CDATA = '<![CDATA['
/** The end of a piece that the next one may complete to an entity or to a mark of CDATA. */
const OPEN = /(?:&[#\w.-]{0,32}|<(?:!(?:\[C?D?A?T?A?)?)?|\]{1,2})$/

/** Writes `&` as an entity where XML has it bare, as in `Shop & Co`: a parser would swallow what follows. */
export class Ampersands {
  #rest = ''
  #inCdata = false

  /** @param last whether no other piece follows */
  escape(piece: string, last = false): string {
    let text = this.#rest + piece
    const end = last ? text.length : (OPEN.exec(text)?.index ?? text.length)
    this.#rest = text.slice(end)
    text = text.slice(0, end)
    let out = ''
    while (text !== '') {
      const mark = this.#inCdata ? ']]>' : CDATA
      const at = text.indexOf(mark)
      const part = at < 0 ? text : text.slice(0, at)
      out += this.#inCdata ? part : part.replace(BARE, '&amp;')
      if (at < 0) break
      out += mark
      text = text.slice(at + mark.length)
      this.#inCdata = !this.#inCdata
    }
    return out
  }
}
