/** @throws Error naming the first index outside of 0…rows−1 */
export function assertRows(op: string, index: Int32Array, rows: number): void {
  // A callback per index would take longer than the kernel.
  for (let m = 0; m < index.length; m++)
    if (!(index[m] >= 0 && index[m] < rows))
      throw new Error(`${op}: index ${index[m]} at ${m} is outside of ${rows} rows`)
}
