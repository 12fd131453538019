export const SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif"
export const SANS = "'Avenir Next', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

export interface Fitted {
  size: number
  lines: string[]
}

let context: CanvasRenderingContext2D | null | undefined
const widths = new Map<string, number>()

/** Width of a text at 100 px, measured with the font that the browser uses. */
function measure(text: string, font: string): number {
  const key = `${font} ${text}`
  let width = widths.get(key)
  if (width === undefined) {
    context ??= document.createElement('canvas').getContext('2d')
    if (context) context.font = font
    width = context?.measureText(text).width ?? text.length * 55
    if (widths.size > 20_000) widths.clear()
    widths.set(key, width)
  }
  return width
}

/** Fits a text into a box, at the largest possible size. At the smallest size it is cut off (…). */
export function fit(
  text: string,
  { width, height, sizes, family = SERIF, weight = 700 }: FitOptions,
): Fitted {
  const font = `${weight} 100px ${family}`
  const words = text.split(/\s+/).filter(Boolean)
  for (const size of sizes) {
    const lines = wrap(words, (width * 100) / size, font)
    if (lines && lines.length * size * LEADING <= height) return { size, lines }
  }
  const size = sizes[sizes.length - 1]
  const room = (width * 100) / size
  const lines = wrap(words, room, font, true)!
  const max = Math.max(1, Math.floor(height / (size * LEADING)))
  if (lines.length <= max) return { size, lines }
  return { size, lines: [...lines.slice(0, max - 1), shorten(`${lines[max - 1]} …`, room, font)] }
}

export interface FitOptions {
  width: number
  height: number
  /** Largest first. */
  sizes: readonly number[]
  family?: string
  weight?: number
}

/** Height of a line, relative to its font size. */
export const LEADING = 1.16

/** Breaks into lines of whole words. Returns null if a word is too wide and `cut` is false. */
function wrap(words: string[], room: number, font: string, cut = false): string[] | null {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line ? `${line} ${word}` : word
    if (measure(longer, font) <= room) {
      line = longer
      continue
    }
    if (line) lines.push(line)
    line = word
    if (measure(word, font) > room) {
      if (!cut) return null
      line = shorten(`${word}…`, room, font)
    }
  }
  if (line) lines.push(line)
  return lines
}

/** Removes letters before the final ellipsis until the text fits. */
function shorten(text: string, room: number, font: string): string {
  let start = text.replace(/\s*…$/, '')
  while (start.length > 1 && measure(`${start}…`, font) > room) start = start.slice(0, -1).trimEnd()
  return `${start}…`
}
