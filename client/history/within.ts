/**
 * Settles as a promise does, or rejects after a limit in milliseconds. Apart from `../wait.ts`, which
 * would become a third file that the page has to wait for.
 *
 * @param late called if the promise resolves after that
 */
export function within<T>(limit: number, promise: Promise<T>, late = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(new Error(`no answer within ${limit} ms`))
    }, limit)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
        if (isLate) late()
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
