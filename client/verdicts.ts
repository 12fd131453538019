import type { Verdicts } from './engines.ts'
import type { PackCache } from './platform.ts'
import { within } from './wait.ts'

/**
 * Keeps beside a pack which engine won here. That tells something of the device, nothing of a person.
 *
 * @param base …/v1/c/NAME
 */
export function packVerdicts(
  base: string,
  sequence: number,
  openCache: () => Promise<PackCache | null>,
  timeout: number,
): Verdicts {
  // One address for all packs, so that nothing of an earlier one is left.
  const url = `${base}/engine`
  const limits = { milliseconds: timeout }
  return {
    async read() {
      try {
        const cache = await within(openCache(), limits)
        const kept = await (await within(cache!.match(url), limits))?.text()
        const [pack, name] = kept?.split(' ') ?? []
        if (pack !== String(sequence)) return null
        return name === 'instant' || name === 'ort-webgpu' || name === 'ort-wasm' ? name : null
      } catch {
        return null
      }
    },
    write(name) {
      void openCache()
        .then((cache) => cache?.put(url, new Response(`${sequence} ${name}`)))
        .catch(() => {})
    },
  }
}
