import { createHash } from 'node:crypto'

/** Starts every canary: no page, pack or browser says it on its own. */
const MARK = 'kanariexq7'

/** An unlikely text to put into a history. Letters and digits only, so that URLs keep it. */
export const canary = (name: string): string => `${MARK}${name}`

/**
 * Matches a canary as text, in base64, base64url and hexadecimal, as UTF-8 or UTF-16, or the SHA-1
 * and SHA-256 of a whole canary. What hides it in another way is found by twins, not by this.
 *
 * @param whole canaries to look for by their hashes
 */
export function canaryPattern(whole: readonly string[] = []): string {
  const forms = new Set([MARK])
  for (const encoding of ['utf8', 'utf16le'] as const) {
    const bytes = Buffer.from(MARK, encoding)
    forms.add(bytes.toString('hex'))
    // Three alignments; the characters that neighbours share are cut off.
    for (let before = 0; before < 3; before++) {
      const coded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
      forms.add(coded.replaceAll('=', '').slice(before === 0 ? 0 : before + 1, -2))
    }
  }
  for (const text of whole)
    for (const hash of ['sha1', 'sha256'])
      for (const encoding of ['hex', 'base64url'] as const)
        forms.add(createHash(hash).update(text).digest(encoding))
  return [...forms].map((form) => form.replaceAll(/[+/]/g, '[-+/_]')).join('|')
}
