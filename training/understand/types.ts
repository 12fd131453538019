/** A run of tokens that says one intent; tokens outside of every clause connect clauses. */
export interface Clause {
  from: number
  /** The token after the last. */
  to: number
  intent: string
}

/** An utterance with one or more intents and a BIO tag for every token. */
export interface Utterance {
  tokens: string[]
  tags: string[]
  /** Distinct. */
  intents: string[]
  /** Empty where the file does not say them. */
  clauses: Clause[]
}
