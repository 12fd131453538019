import type { Facts } from '@tacit-rec/client'
import { svg } from '../dom.ts'
import { leafOf, makerOf, titleOf } from '../facts.ts'
import { PATTERNS, PICTURES } from './art.ts'
import { type Fitted, fit, LEADING, SANS, SERIF } from './lines.ts'
import { type Palette, paletteOf } from './palettes.ts'
import { hashOf, randomOf } from './random.ts'

const WIDTH = 240
const HEIGHT = 340
const MARGIN = 24
const TEXT = WIDTH - 2 * MARGIN
const SIZES = [36, 32, 28, 25, 22, 19, 16]

interface Words {
  title: string
  /** At the foot: the maker, else the narrowest category. */
  foot: string
}

interface Drawing {
  words: Words
  colors: Palette
  pick: number
  random: () => number
}

/**
 * Draws a cover from an item's facts: the category chooses the colors, the id the template and the
 * picture. So an item always looks the same and nothing is downloaded. Title, picture and foot have
 * separate boxes and never overlap. Hidden from assistive technology, because the page shows the
 * same words beside it.
 */
export function coverOf(facts: Facts): SVGElement {
  const { id, title, categories = [] } = facts
  const own = hashOf(id)
  const drawing: Drawing = {
    words: {
      title: title ? titleOf(facts) : id,
      foot: makerOf(facts) || (categories.length ? leafOf(categories[0]) : ''),
    },
    colors: paletteOf(hashOf(categories[0] ?? id) % 16, own),
    pick: own >>> 8,
    random: randomOf(own),
  }
  const { paper } = drawing.colors
  return svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: 'cover',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    svg('rect', { width: WIDTH, height: HEIGHT, fill: paper }),
    ...TEMPLATES[own % TEMPLATES.length](drawing),
    svg('rect', { width: 9, height: HEIGHT, fill: '#000', opacity: 0.13 }),
    svg('rect', { x: 9, width: 1.5, height: HEIGHT, fill: '#fff', opacity: 0.22 }),
  )
}

const titleAbove = ({ words, colors, pick, random }: Drawing) => [
  picture({ y: 158, height: 128 }, colors, pick, random),
  ...text(fit(words.title, { width: TEXT, height: 118, sizes: SIZES }), 26, colors.ink),
  foot(words.foot, colors.ink),
]

const titleBelow = ({ words, colors, pick, random }: Drawing) => [
  picture({ y: 0, height: 162 }, colors, pick, random),
  ...text(fit(words.title, { width: TEXT, height: 108, sizes: SIZES }), 180, colors.ink),
  foot(words.foot, colors.ink),
]

/** A double frame, the title in the middle, a small ornament. */
const framed = ({ words, colors: { ink, strong, soft }, pick }: Drawing) => {
  const title = fit(words.title, { width: TEXT - 16, height: 150, sizes: SIZES })
  const tall = title.lines.length * title.size * LEADING
  const top = 142 - tall / 2
  const ornament = top + tall + 26
  return [
    svg('rect', {
      x: 20,
      y: 16,
      width: WIDTH - 34,
      height: HEIGHT - 32,
      fill: 'none',
      stroke: strong,
      'stroke-width': 3,
    }),
    svg('rect', {
      x: 26,
      y: 22,
      width: WIDTH - 46,
      height: HEIGHT - 44,
      fill: 'none',
      stroke: soft,
      'stroke-width': 1,
    }),
    ...text(title, top, ink, 'middle'),
    pick % 2
      ? svg('path', { d: `M${WIDTH / 2 - 34} ${ornament}h68`, stroke: strong, 'stroke-width': 3 })
      : svg('path', {
          d: `M${WIDTH / 2} ${ornament - 9}l9 9l-9 9l-9 -9Z`,
          fill: strong,
        }),
    foot(words.foot, ink, 'middle', TEXT - 24, 294),
  ]
}

/** A pattern over the whole cover, the words on a label. */
const labeled = ({ words, colors, pick, random }: Drawing) => {
  const title = fit(words.title, { width: TEXT - 24, height: 120, sizes: SIZES.slice(1) })
  const tall = title.lines.length * title.size * LEADING
  const height = tall + (words.foot ? 62 : 34)
  const y = (HEIGHT - height) / 2
  return [
    picture({ y: 0, height: HEIGHT }, colors, pick, random, PATTERNS),
    svg('rect', { x: 20, y, width: WIDTH - 34, height, fill: colors.paper }),
    svg('rect', {
      x: 25,
      y: y + 5,
      width: WIDTH - 44,
      height: height - 10,
      fill: 'none',
      stroke: colors.ink,
      'stroke-width': 1,
    }),
    ...text(title, y + 16, colors.ink, 'middle'),
    foot(words.foot, colors.ink, 'middle', TEXT - 24, y + height - 20),
  ]
}

const TEMPLATES = [titleAbove, titleBelow, framed, titleBelow, labeled, titleAbove]

/** A nested `svg`, which clips its content. */
function picture(
  { y, height }: { y: number; height: number },
  colors: Palette,
  pick: number,
  random: () => number,
  from = PICTURES,
): SVGElement {
  const drawn = from[pick % from.length]({ width: WIDTH, height, colors, random })
  return svg('svg', { x: 0, y, width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` }, ...drawn)
}

function text(
  { size, lines }: Fitted,
  top: number,
  fill: string,
  anchor: 'start' | 'middle' = 'start',
): SVGElement[] {
  const x = anchor === 'middle' ? WIDTH / 2 + 4 : MARGIN
  return lines.map((line, n) =>
    svg(
      'text',
      {
        x,
        y: top + size * (0.86 + n * LEADING),
        fill,
        'font-family': SERIF,
        'font-weight': 700,
        'font-size': size,
        'text-anchor': anchor,
      },
      line,
    ),
  )
}

function foot(
  words: string,
  fill: string,
  anchor: 'start' | 'middle' = 'start',
  width = TEXT,
  y = 316,
): SVGElement {
  const { size, lines } = fit(words, {
    width,
    height: 17,
    sizes: [14, 13, 12, 11],
    family: SANS,
    weight: 500,
  })
  const x = anchor === 'middle' ? WIDTH / 2 + 4 : MARGIN
  return svg(
    'text',
    {
      x,
      y,
      fill,
      'font-family': SANS,
      'font-weight': 500,
      'font-size': size,
      'text-anchor': anchor,
    },
    lines[0] ?? '',
  )
}
