/** Milliseconds in which other tabs hear a message. */
export const HEARD = 200

/** The time of a `forget()`, in localStorage, for tabs that have not heard of it yet. */
export interface ForgottenMark {
  /** Milliseconds since 1970; 0: none. */
  readonly at: number
  /** Keeps a time until other tabs have heard of it. One that an earlier page left goes the same way. */
  keep(at: number): Promise<void>
}

/** A mark that works as far as the browser allows localStorage. */
export function forgottenMark(name: string): ForgottenMark {
  const key = `tacit forgotten ${name}`
  const mark = {
    get at() {
      try {
        return Number(localStorage.getItem(key))
      } catch {
        return 0
      }
    },
    async keep(at: number) {
      try {
        localStorage.setItem(key, String(at))
      } catch {}
      await new Promise((passed) => setTimeout(passed, HEARD))
      // A later `forget()` removes its own.
      if (mark.at === at) localStorage.removeItem(key)
    },
  }
  return mark
}
