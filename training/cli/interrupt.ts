/** On Ctrl-C, asks `work` to save and stop; a second Ctrl-C ends the process at once. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController()
  const stop = () => {
    process.stderr.write('\ntacit: saving after this epoch; press Ctrl-C again to stop at once\n')
    control.abort()
  }
  process.once('SIGINT', stop)
  try {
    return await work(control.signal)
  } finally {
    process.off('SIGINT', stop)
  }
}
