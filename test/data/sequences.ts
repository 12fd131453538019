import type { Sequences } from '../../training/data/index.ts'

/** Histories of item indices, without kinds and ages. */
export function sequences(rows: number[][]): Sequences {
  const item = Int32Array.from(rows.flat())
  const offsets = new Int32Array(rows.length + 1)
  for (let r = 0; r < rows.length; r++) offsets[r + 1] = offsets[r] + rows[r].length
  const age = new Float32Array(item.length).fill(-1)
  return { offsets, item, kind: new Uint8Array(item.length), age, time: null }
}
