/**
 * An error that a user or an operator can act on. The message names the thing, the value and the
 * remedy. The command line prints `message` and exits with 2; any other error class is a bug.
 */
export class TacitError extends Error {
  /** `room/what`, stable across versions, for code to branch on; e.g. `pack/hash`. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TacitError'
    this.code = code
  }
}

/**
 * The error for a file whose content is invalid.
 *
 * @param file the file's role; also the second half of the error's code
 * @param problem what is wrong, without a final period
 */
export function invalidFile(file: string, problem: string): TacitError {
  return new TacitError(`pack/${file}`, `[pack] ${file}: ${problem}: rebuild the pack`)
}
