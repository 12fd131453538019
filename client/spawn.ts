/**
 * Starts a Worker from one of the SDK's scripts. Workers must have the page's origin, so a script
 * of another origin is imported from a blob.
 *
 * @throws where the browser, or a Content-Security-Policy, allows no such Worker
 */
export function spawn(url: string): Worker {
  const address = new URL(url, location.href)
  if (address.origin === location.origin) return start(address.href)
  const code = `import ${JSON.stringify(address.href)}`
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  // By then the Worker has read the blob.
  setTimeout(() => URL.revokeObjectURL(blob), 10_000)
  return start(blob)
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string }
}

let policy: ReturnType<Policies['createPolicy']> | null | undefined

/** Under Trusted Types a Worker takes no plain URL; the policy's name is `tacit`. */
function start(url: string): Worker {
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes
  if (policy === undefined) {
    try {
      policy = types?.createPolicy('tacit', { createScriptURL: (own) => own }) ?? null
    } catch {
      // Not listed in `trusted-types`: plain URLs still work where Trusted Types are not required.
      policy = null
    }
  }
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: 'module' })
}
