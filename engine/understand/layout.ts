/** Sizes of a network and of each of its members. */
export interface Sizes {
  /** Rows of words; row 0 is every other word. */
  words: number
  /** Rows of hashed n-grams. */
  buckets: number
  /** Numbers of a word. */
  width: number
  /** Numbers of a token in context, even. */
  hidden: number
  /** Distance between the three tokens of each convolution. */
  dilations: readonly number[]
  /** Whether tags have learned scores of their neighbours. */
  chain: boolean
  intents: number
  tags: number
}

/** A tensor of a member: [rows, cols]. A vector has one row. */
export interface Entry {
  name: string
  rows: number
  cols: number
}

/**
 * The tensors of a member in their order, weights as [outputs, inputs]; {@link ./network.ts} says how
 * they are used.
 */
export function layoutOf(sizes: Sizes): Entry[] {
  const { words, buckets, width, hidden, dilations, chain, intents, tags } = sizes
  const half = hidden / 2
  const entry = (name: string, rows: number, cols: number): Entry => ({ name, rows, cols })
  const linear = (name: string, outputs: number, inputs: number) => [
    entry(`${name}.weight`, outputs, inputs),
    entry(`${name}.bias`, 1, outputs),
  ]
  const norm = (name: string) => [
    entry(`${name}.gain`, 1, hidden),
    entry(`${name}.bias`, 1, hidden),
  ]
  const direction = (name: string) => [
    ...linear(`${name}.input`, 3 * half, hidden),
    entry(`${name}.state`, 3 * half, half),
  ]
  return [
    entry('words', words, width),
    entry('grams', buckets, width),
    ...linear('input', hidden, width),
    ...dilations.flatMap((_, n) => [
      ...norm(`window${n}.norm`),
      ...linear(`window${n}`, hidden, 3 * hidden),
    ]),
    ...direction('forward'),
    ...direction('backward'),
    ...norm('norm'),
    ...linear('clause', 1 + intents, hidden),
    ...linear('bound', 2, hidden),
    ...linear('slot', hidden, hidden),
    entry('slot.intent', 1 + intents, hidden),
    ...linear('tag', tags, hidden),
    ...(chain ? [entry('tag.next', tags + 1, tags)] : []),
  ]
}
