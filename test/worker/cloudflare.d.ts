/** What workerd gives a module; the real types clash with the DOM's. */
declare module 'cloudflare:workers' {
  export const env: unknown
  export const exports: unknown
}
