/** Names that stand for values in Python and JavaScript → JSON. */
const NAMES: Record<string, string> = {
  true: 'true',
  false: 'false',
  null: 'null',
  True: 'true',
  False: 'false',
  None: 'null',
  undefined: 'null',
  NaN: 'null',
  nan: 'null',
  Infinity: 'null',
  inf: 'null',
}

/**
 * Rewrites a value in the notation of Python or JavaScript as JSON: other quotes, `u'…'`, `None`,
 * trailing commas, tuples, names as keys, NaN and infinity as null. Numbers keep their digits.
 *
 * @returns null if it is not such a value, or not whole
 */
export function looseJson(text: string): string | null {
  let at = 0
  const blanks = () => {
    while (/\s/.test(text[at] ?? '')) at++
  }
  const fail = Symbol('not a value')
  const value = (): string => {
    blanks()
    const char = text[at]
    if (char === '{') return `{${group('}', pair).join(',')}}`
    if (char === '[') return `[${group(']', value).join(',')}]`
    if (char === '(') return `[${group(')', value).join(',')}]`
    const prefix = /^[uUbBrR]{0,2}(['"])/.exec(text.slice(at, at + 3))
    if (prefix) return string(prefix[0].length, prefix[1])
    const number = /^[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+)L?/.exec(text.slice(at, at + 400))
    if (number && !/[\w.]/.test(text[at + number[0].length] ?? '')) {
      at += number[0].length
      return numberOf(number[0])
    }
    const name = /^[-+]?[A-Za-z_$][\w$.]*/.exec(text.slice(at, at + 200))?.[0]
    if (name === undefined) throw fail
    at += name.length
    const known = NAMES[name.replace(/^[-+]/, '')]
    if (known !== undefined) return known
    // A call, such as Decimal('1.5') or ObjectId("…"), is its argument.
    if (text[at] !== '(') throw fail
    const parts = group(')', value)
    return parts.length === 1 ? parts[0] : `[${parts.join(',')}]`
  }
  const pair = (): string => {
    blanks()
    const name = /^[A-Za-z_$][\w$]*(?=\s*:)/.exec(text.slice(at, at + 200))?.[0]
    if (name !== undefined) at += name.length
    const key = name === undefined ? value() : JSON.stringify(name)
    blanks()
    if (text[at++] !== ':') throw fail
    return `${key.startsWith('"') ? key : JSON.stringify(key)}:${value()}`
  }
  const group = (end: string, part: () => string): string[] => {
    const parts: string[] = []
    at++
    for (;;) {
      blanks()
      if (text[at] === end) break
      parts.push(part())
      blanks()
      if (text[at] === ',') at++
      else if (text[at] !== end) throw fail
    }
    at++
    return parts
  }
  const string = (skip: number, quote: string): string => {
    at += skip
    let out = ''
    for (; text[at] !== quote; at++) {
      if (at >= text.length) throw fail
      if (text[at] === '\\') out += unescaped()
      else out += text[at]
    }
    at++
    return JSON.stringify(out)
  }
  const unescaped = (): string => {
    const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(
      text.slice(at + 1, at + 10),
    )
    if (code) {
      at += code[0].length
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3], 16)
      return point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point)
    }
    const char = text[++at] ?? ''
    return ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' } as Record<string, string>)[char] ?? char
  }
  try {
    const json = value()
    blanks()
    return at < text.length ? null : json
  } catch (error) {
    if (error === fail || error instanceof RangeError) return null
    throw error
  }
}

function numberOf(text: string): string {
  const plain = text.replace(/^\+/, '').replace(/L$/, '')
  const fixed = plain.replace(/^(-?)\./, '$10.').replace(/\.(?=$|[eE])/, '')
  return fixed.replace(/^(-?)0+(?=\d)/, '$1')
}
