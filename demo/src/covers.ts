import type { Facts } from '@tacit/client'

const WIDTH = 200
const HEIGHT = 280

/** Background, ink and accent, each pair with enough contrast to read. */
const PALETTES = [
  ['#1f3d36', '#f3ead7', '#d98e4a'],
  ['#f2e6d0', '#33291f', '#b3472e'],
  ['#27304d', '#eef0f6', '#e0b04b'],
  ['#e4ebe3', '#22372c', '#3f7f63'],
  ['#5b2333', '#f7e9e3', '#e8a598'],
  ['#dde4ee', '#1d2b40', '#4467a5'],
  ['#3b3a36', '#f1eee6', '#9dbf9e'],
  ['#f5dcc8', '#3d2418', '#c05f2c'],
  ['#123c4a', '#e8f3f1', '#f0b67f'],
  ['#ece3f0', '#38244a', '#7d4e9e'],
] as const

/**
 * A cover drawn from data alone: palette by category, pattern and place of the title by id. No
 * picture is fetched, so what is shown tells nobody what was recommended.
 */
export function cover(facts: Facts): string {
  const seed = hash(facts.id)
  const family = hash(facts.categories?.[0]?.split(' > ')[0] ?? facts.id)
  const [paper, ink, accent] = PALETTES[(family + (seed % 4) * 3) % PALETTES.length]
  const title = facts.title ?? facts.id
  const author = typeof facts.author === 'string' ? facts.author : leaf(facts)
  const size = title.length > 60 ? 15 : title.length > 28 ? 19 : 24
  const lines = wrap(title, Math.floor(168 / (size * 0.54)), title.length > 60 ? 6 : 5)
  const high = seed % 2 === 0
  const top = high ? 40 : HEIGHT - 52 - lines.length * size * 1.18
  const text = lines
    .map(
      (line, n) =>
        `<tspan x="16" y="${Math.round(top + n * size * 1.18)}">${escapeXml(line)}</tspan>`,
    )
    .join('')
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(`Cover: ${title}`)}" ` +
    `xmlns="http://www.w3.org/2000/svg" preserveAspectRatio="xMidYMid slice">` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${paper}"/>` +
    pattern(seed, ink, accent, high) +
    `<rect width="5" height="${HEIGHT}" fill="#000" opacity=".14"/>` +
    `<text fill="${ink}" font-family="Georgia, 'Times New Roman', serif" font-weight="700" ` +
    `font-size="${size}">${text}</text>` +
    `<text x="16" y="${HEIGHT - 20}" fill="${ink}" opacity=".85" font-size="12" ` +
    `font-family="system-ui, sans-serif">${escapeXml(clip(author, 28))}</text></svg>`
  )
}

/** One of five quiet patterns, in the half that the title leaves free. */
function pattern(seed: number, ink: string, accent: string, low: boolean): string {
  const y = low ? 150 : 12
  const random = numbers(seed)
  const each = (count: number, draw: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => draw(n)).join('')
  switch (seed % 5) {
    case 0:
      return each(3, (n) => {
        const [x, r] = [40 + random() * 120, 18 + random() * 34]
        return `<circle cx="${x | 0}" cy="${(y + 20 + random() * 60) | 0}" r="${r | 0}" fill="${n % 2 ? ink : accent}" opacity="${n % 2 ? 0.16 : 0.7}"/>`
      })
    case 1:
      return each(7, (n) => {
        const height = 24 + random() * 70
        return `<rect x="${16 + n * 24}" y="${(y + 96 - height) | 0}" width="14" height="${height | 0}" fill="${n % 3 ? ink : accent}" opacity="${n % 3 ? 0.22 : 0.8}"/>`
      })
    case 2:
      return each(6, (n) => {
        const d = `M0 ${y + n * 16} q50 ${(-18 + random() * 36) | 0} 100 0 t100 0`
        return `<path d="${d}" fill="none" stroke="${n === 2 ? accent : ink}" stroke-width="${n === 2 ? 3 : 1.2}" opacity="${n === 2 ? 0.9 : 0.35}"/>`
      })
    case 3:
      return (
        `<path d="M${20 + ((random() * 40) | 0)} ${y + 96} L100 ${y + 6} L${150 + ((random() * 40) | 0)} ${y + 96} Z" fill="${accent}" opacity=".75"/>` +
        `<circle cx="150" cy="${y + 22}" r="13" fill="${ink}" opacity=".3"/>`
      )
    default:
      return each(5, (row) =>
        each(8, (column) =>
          random() < 0.5
            ? ''
            : `<circle cx="${22 + column * 22}" cy="${y + 10 + row * 20}" r="5" fill="${random() < 0.25 ? accent : ink}" opacity=".45"/>`,
        ),
      )
  }
}

function leaf({ categories }: Facts): string {
  return categories?.[0]?.split(' > ').at(-1) ?? ''
}

function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= width)
      lines[lines.length - 1] += ` ${word}`
    else lines.push(clip(word, width + 3))
  }
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]} …`]
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let n = 0; n < text.length; n++) value = Math.imul(value ^ text.charCodeAt(n), 0x01000193)
  return value >>> 0
}

function numbers(seed: number): () => number {
  let state = seed | 1
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    state ^= state >>> 12
    return (state >>> 0) / 2 ** 32
  }
}
