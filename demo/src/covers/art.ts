import { svg } from '../dom.ts'
import type { Palette } from './palettes.ts'

/** Input of a drawing: a box, colors, and random numbers seeded by the item. */
export interface Canvas {
  width: number
  height: number
  colors: Palette
  random: () => number
}

type Art = (canvas: Canvas) => SVGElement[]

const between = (random: () => number, low: number, high: number) => low + random() * (high - low)

const hills: Art = ({ width, height, colors: { strong, soft, ink }, random }) => {
  const sun = svg('circle', {
    cx: between(random, 0.25, 0.75) * width,
    cy: height * 0.36,
    r: between(random, 0.12, 0.2) * height,
    fill: strong,
  })
  const layers = [soft, ink, soft].map((fill, layer) => {
    const top = height * (0.5 + layer * 0.15)
    const [a, b, c] = [0, 1, 2].map(() => top + between(random, -0.12, 0.12) * height)
    const path = `M0 ${a}C${width * 0.3} ${b - 18} ${width * 0.6} ${c + 18} ${width} ${b}V${height}H0Z`
    return svg('path', { d: path, fill, opacity: [0.55, 0.85, 1][layer] })
  })
  return [sun, ...layers]
}

const rings: Art = ({ width, height, colors: { strong, soft }, random }) => {
  const cx = random() < 0.5 ? width * 0.15 : width * 0.85
  const cy = between(random, 0.3, 0.9) * height
  return Array.from({ length: 7 }, (_, n) =>
    svg('circle', {
      cx,
      cy,
      r: 16 + n * 21,
      fill: n === 0 ? strong : 'none',
      stroke: n % 2 ? soft : strong,
      'stroke-width': n % 3 === 0 ? 8 : 4,
    }),
  )
}

/** Quarter circles on a grid (Truchet tiles). */
const tiles: Art = ({ width, height, colors: { strong, soft, ink }, random }) => {
  const side = 40
  const shapes: SVGElement[] = []
  for (let y = 0; y < height; y += side)
    for (let x = 0; x < width; x += side) {
      const turn = Math.floor(random() * 4) * 90
      const fill = [strong, soft, soft, ink][Math.floor(random() * 4)]
      shapes.push(
        svg('path', {
          d: `M0 0H${side}A${side} ${side} 0 0 1 0 ${side}Z`,
          fill,
          opacity: fill === ink ? 0.85 : 1,
          transform: `translate(${x} ${y}) rotate(${turn} ${side / 2} ${side / 2})`,
        }),
      )
    }
  return shapes
}

const stripes: Art = ({ width, height, colors: { strong, soft }, random }) => {
  const shapes: SVGElement[] = []
  const lean = random() < 0.5 ? 60 : -60
  let x = -80
  while (x < width + 80) {
    const wide = between(random, 5, 26)
    shapes.push(
      svg('path', {
        d: `M${x} 0h${wide}l${lean} ${height}h${-wide}Z`,
        fill: random() < 0.4 ? strong : soft,
        opacity: random() < 0.5 ? 1 : 0.6,
      }),
    )
    x += wide + between(random, 6, 18)
  }
  return shapes
}

/** Halftone dots that grow towards the top or the bottom. */
const dots: Art = ({ width, height, colors: { strong, soft }, random }) => {
  const shapes: SVGElement[] = []
  const down = random() < 0.5
  const row = Math.floor(between(random, 1, 4))
  for (let y = 10, n = 0; y < height; y += 20, n++)
    for (let x = n % 2 ? 20 : 10; x < width; x += 20) {
      const share = down ? y / height : 1 - y / height
      shapes.push(
        svg('circle', { cx: x, cy: y, r: 1.2 + 7 * share, fill: n % 4 === row ? strong : soft }),
      )
    }
  return shapes
}

const leaves: Art = ({ width, height, colors: { strong, soft }, random }) => {
  const x = between(random, 0.4, 0.6) * width
  const shapes = [
    svg('path', {
      d: `M${x} ${height}Q${x + between(random, -26, 26)} ${height / 2} ${x} 14`,
      stroke: strong,
      'stroke-width': 3,
      fill: 'none',
    }),
  ]
  for (let n = 0, y = height - 22; y > 26; n++, y -= 21) {
    const side = n % 2 ? 1 : -1
    const long = 24 + 34 * Math.sin((Math.PI * y) / height)
    shapes.push(
      svg('path', {
        d: `M0 0Q${long / 2} -18 ${long} 0Q${long / 2} 10 0 0Z`,
        fill: n % 3 ? soft : strong,
        transform: `translate(${x} ${y}) scale(${side} 1) rotate(-26)`,
      }),
    )
  }
  return shapes
}

const orbits: Art = ({ width, height, colors: { strong, soft, ink }, random }) => {
  const cx = width / 2
  const cy = height / 2
  const shapes = [svg('circle', { cx, cy, r: 17, fill: strong })]
  for (let n = 1; n <= 4; n++) {
    const rx = 14 + n * 26
    const ry = Math.min(rx, height / 2 - 8) * (0.4 + 0.13 * n)
    const at = random() * Math.PI * 2
    shapes.push(
      svg('ellipse', { cx, cy, rx, ry, fill: 'none', stroke: soft, 'stroke-width': 1.6 }),
      svg('circle', {
        cx: cx + rx * Math.cos(at),
        cy: cy + ry * Math.sin(at),
        r: between(random, 4, 8),
        fill: n % 2 ? ink : strong,
      }),
    )
  }
  return shapes
}

const blocks: Art = ({ width, height, colors: { strong, soft, ink }, random }) => {
  const shapes: SVGElement[] = []
  for (let x = 0; x < width; ) {
    const wide = between(random, 18, 44)
    const tall = between(random, 0.25, 0.92) * height
    const fill = [soft, strong, soft, ink][Math.floor(random() * 4)]
    shapes.push(svg('rect', { x, y: height - tall, width: wide, height: tall, fill }))
    x += wide
  }
  return shapes
}

/** Drawings for a part of the cover. */
export const PICTURES: readonly Art[] = [hills, rings, leaves, orbits, blocks, dots, stripes, tiles]
/** Drawings for a whole cover, below a label. */
export const PATTERNS: readonly Art[] = [tiles, stripes, dots, blocks]
