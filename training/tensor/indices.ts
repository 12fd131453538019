/** @throws Error naming the first index outside of 0…rows−1 */
export function assertRows(op: string, index: Int32Array, rows: number): void {
  // A callback per index would take longer than the kernel.
  for (let m = 0; m < index.length; m++)
    if (!(index[m] >= 0 && index[m] < rows))
      throw new Error(`${op}: index ${index[m]} at ${m} is outside of ${rows} rows`)
}

/** The row that each row follows in its sequence; −1 for the first. */
export function rowsBefore(offsets: Int32Array, reverse: boolean): Int32Array {
  const index = new Int32Array(offsets[offsets.length - 1])
  for (let t = 0; t < index.length; t++) index[t] = reverse ? t + 1 : t - 1
  for (let s = 0; s + 1 < offsets.length; s++)
    if (offsets[s + 1] > offsets[s]) index[reverse ? offsets[s + 1] - 1 : offsets[s]] = -1
  return index
}
