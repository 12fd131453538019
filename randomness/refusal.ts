export type RefusalStatus = 400 | 404 | 409 | 413 | 429 | 503

/** An answer that is no success. It says nothing about who asked. */
export class Refusal extends Error {
  readonly status: RefusalStatus

  constructor(status: RefusalStatus, message: string) {
    super(message)
    this.status = status
  }
}
