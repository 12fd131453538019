import { kindNamed } from '@tacit-rec/pack'
import { type Session, warn } from './session.ts'

/**
 * Warns of a kind that neither Tacit nor the pack knows.
 *
 * @returns whether events of it are kept: also before the pack is there to say so, which removes them
 */
export function acceptsKind({ history, booted, kinds }: Session, name: string): boolean {
  if (kindNamed(name)) return true
  const refuse = (known: readonly { name: string }[]) => {
    if (known.some((kind) => kind.name === name)) return false
    warn(`track: "${name}" means no kind of event and is ignored: see docs/sdk.md#kinds`)
    return true
  }
  if (kinds) return !refuse(kinds)
  void booted.then((ready) => {
    if (ready && refuse(ready.pack.manifest.kinds))
      return history.remove(({ kind }) => kind === name)
  })
  return true
}
