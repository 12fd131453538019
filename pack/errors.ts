/**
 * An error that a user or an operator can act on: the message names the thing, the value and the
 * remedy. The command line prints `message` and exits 2; any other class is a bug of ours.
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
