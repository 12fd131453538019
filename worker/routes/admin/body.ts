import { bodyLimit } from 'hono/body-limit'
import { described } from '../../declare.ts'
import { Problem } from '../../problem.ts'

/** Of a bare manifest. An envelope has base64 of it. */
export const MAX_MANIFEST = 1 << 20
export const MAX_ENVELOPE = Math.ceil((MAX_MANIFEST * 4) / 3) + 16_384

/** Refuses bodies above a size. @throws Problem 413 */
export const maxBody = (maxSize: number) =>
  described(
    bodyLimit({
      maxSize,
      onError: () => {
        throw new Problem(413, 'Too large', `the body must have at most ${maxSize} bytes`)
      },
    }),
    { problems: { 413: `The body has more than ${maxSize} bytes` } },
  )
