/** Colors of one cover. The contrast of `ink` on `paper` is ≥ 7:1. */
export interface Palette {
  paper: string
  ink: string
  strong: string
  soft: string
}

const PALETTES: [paper: string, ink: string, strong: string, soft: string][] = [
  ['#f3e9d8', '#2b2118', '#c8553d', '#588b8b'],
  ['#1f3a3d', '#f4efe2', '#e0a458', '#7fb7a3'],
  ['#e7ecef', '#1d2f45', '#3d6a94', '#e08e45'],
  ['#2d2a4a', '#f2ecff', '#e59fb1', '#8d86c9'],
  ['#f6dcc8', '#4a1e17', '#c44536', '#8a9a6b'],
  ['#16324f', '#eef4fa', '#f2b134', '#5fa8d3'],
  ['#dfe8d8', '#21371f', '#4f7f4a', '#d08c3f'],
  ['#5b1f2b', '#fbeee6', '#e8a87c', '#c38d9e'],
  ['#fbf3c9', '#3a3210', '#d9a404', '#6a7f3a'],
  ['#23272e', '#f1f1ee', '#ef8354', '#9fd3c7'],
  ['#e9def0', '#36204a', '#7d4fa3', '#d1798a'],
  ['#d5ebea', '#12393b', '#1d7874', '#ee6c4d'],
  ['#6b3410', '#fff3e3', '#f0b67f', '#d98e4a'],
  ['#f1eeea', '#22201d', '#b23a48', '#8c8577'],
  ['#1c4532', '#f3f7ee', '#d9c26c', '#74a57f'],
  ['#fde2dc', '#4b1630', '#d1495b', '#edae49'],
]

/** Each category has three palettes, so that its covers look related but not uniform. */
export function paletteOf(category: number, item: number): Palette {
  const [paper, ink, strong, soft] = PALETTES[(category * 3 + (item % 3)) % PALETTES.length]
  return { paper, ink, strong, soft }
}
