/** Milliseconds of work on a page after which it lets others run. */
export const SLICE = 16

/** Returns a function that lets the page paint if it has worked for long enough. */
export function pauser(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < SLICE) return
    await new Promise((resume) => setTimeout(resume))
    began = performance.now()
  }
}
