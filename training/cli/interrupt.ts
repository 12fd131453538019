const SAVING = 'saving after this epoch; press Ctrl-C again to stop at once'

/**
 * On Ctrl-C, says `note` and asks `work` to stop; a second Ctrl-C ends the process at once.
 *
 * @param reason of the signal
 */
export async function untilInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { note = SAVING, reason }: { note?: string; reason?: Error } = {},
): Promise<T> {
  const control = new AbortController()
  const stop = () => {
    process.stderr.write(`\ntacit: ${note}\n`)
    control.abort(reason)
  }
  process.once('SIGINT', stop)
  try {
    return await work(control.signal)
  } finally {
    process.off('SIGINT', stop)
  }
}
