const SCHEMES = ['http:', 'https:']

/**
 * An address of the catalogue that a page may use as a link or a picture: relative, `http` or
 * `https`. Null for anything else, such as `javascript:`.
 */
export function safeUrl(address: unknown): string | null {
  if (typeof address !== 'string' || !address) return null
  try {
    const { protocol, href } = new URL(address, document.baseURI)
    return SCHEMES.includes(protocol) ? href : null
  } catch {
    return null
  }
}
