import { kindNamed } from '@tacit-rec/pack'
import type { HistoryOptions } from './history.ts'

/**
 * Warns of a kind that neither Tacit nor the pack knows.
 *
 * @param remove called if the pack, once it is there, does not know the kind either
 * @returns whether events of it are kept: also before the pack is there to say so
 */
export function acceptsKind(
  { kinds, packReady, warn }: Pick<HistoryOptions, 'kinds' | 'packReady' | 'warn'>,
  name: string,
  remove: () => Promise<void>,
): boolean {
  if (kindNamed(name)) return true
  const isUnknown = (known: readonly string[] | null) => {
    if (!known || known.includes(name)) return false
    warn(`track: "${name}" means no kind of event and is ignored: see docs/sdk.md#kinds`)
    return true
  }
  const known = kinds()
  if (known) return !isUnknown(known)
  void packReady().then(() => (isUnknown(kinds()) ? remove() : undefined))
  return true
}
