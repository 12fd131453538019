/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Address of the edge, without a trailing slash. */
  readonly VITE_TACIT_EDGE: string
}
