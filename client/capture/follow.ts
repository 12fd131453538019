/**
 * Reads an array's entries and every one that is pushed later.
 *
 * @returns stops that
 */
export function follow(layer: unknown[], read: (entry: unknown) => void): () => void {
  let isOn = true
  const careful = (entry: unknown) => {
    try {
      if (isOn) read(entry)
    } catch (error) {
      console.debug('[tacit]', error)
    }
  }
  // Entries that the layer has now; a later push is read by the new method.
  for (const entry of [...layer]) careful(entry)
  const push = layer.push
  layer.push = function (this: unknown[], ...entries: unknown[]) {
    const length = push.apply(this, entries)
    for (const entry of entries) careful(entry)
    return length
  }
  return () => {
    isOn = false
  }
}

export function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}
