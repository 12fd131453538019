export const SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif"
export const SANS = "'Avenir Next', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

export interface Fitted {
  size: number
  lines: string[]
}

let context: CanvasRenderingContext2D | null | undefined
const widths = new Map<string, number>()

/** Width of a text at 100 px, measured with the font that really draws it. */
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

/** The largest of the sizes at which a text fits a box; at the smallest one it is cut with an ellipsis. */
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
  const most = Math.max(1, Math.floor(height / (size * LEADING)))
  if (lines.length <= most) return { size, lines }
  return { size, lines: [...lines.slice(0, most - 1), shorten(`${lines[most - 1]} …`, room, font)] }
}

export interface FitOptions {
  width: number
  height: number
  /** Largest first. */
  sizes: readonly number[]
  family?: string
  weight?: number
}

/** Height of a line by its font's size. */
export const LEADING = 1.16

/** Lines of whole words, or null where a word is wider than a line and may not be cut. */
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

/** Takes letters away before the final ellipsis until it fits. */
function shorten(text: string, room: number, font: string): string {
  let kept = text.replace(/\s*…$/, '')
  while (kept.length > 1 && measure(`${kept}…`, font) > room) kept = kept.slice(0, -1).trimEnd()
  return `${kept}…`
}
