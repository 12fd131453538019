import { kindNamed } from '@tacit-rec/pack'
import type { Session } from './session.ts'

/**
 * Warns of a kind that neither Tacit nor the pack knows.
 *
 * @returns whether events of it are kept: also before the pack is there to say so, which removes them
 */
export function acceptsKind(session: Session, name: string): boolean {
  if (kindNamed(name)) return true
  const isUnknown = () => {
    const kinds = session.state?.kinds
    if (!kinds || kinds.includes(name)) return false
    session.warn(`track: "${name}" means no kind of event and is ignored: see docs/sdk.md#kinds`)
    return true
  }
  if (session.state?.kinds) return !isUnknown()
  void session.ready.then(() => {
    if (isUnknown()) return session.history.remove(({ kind }) => kind === name)
  })
  return true
}
