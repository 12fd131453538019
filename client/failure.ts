/** What went wrong, in a form that crosses from a Worker to the page. */
export interface Problem {
  /** Stable across versions; each has a heading in docs/codes.md. */
  code: string
  message: string
}

/** An error with a code. The message names the thing, the value and the remedy. */
export function failure(code: string, message: string): Error & Problem {
  return Object.assign(new Error(message), { code })
}

/** The problem of anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return { code: 'sdk/error', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'sdk/error'
  return { code, message: error.message }
}

/** For a chunk that could not be loaded. */
export function missingPart(error: unknown): Error {
  const { message } = problemOf(error)
  const remedy = "deploy the SDK's files together"
  return failure('sdk/core', `a part of the SDK is missing (${message}): ${remedy}`)
}
