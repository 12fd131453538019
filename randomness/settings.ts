/** Variables and secrets of the Worker (`wrangler.toml`). */
export interface Settings {
  /** Private key as `tacit keys` writes it. Pages pin its public half. */
  SIGNING_KEY?: string
  /** Catalogues by name, as JSON: {@link CataloguesSchema}. */
  CATALOGUES: string
  EPOCH_SECONDS: string
}
