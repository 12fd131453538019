/**
 * The network of an address: the first 24 bits of IPv4, the first 56 of IPv6, which is about what one
 * household or one company has. What is no address is one network of its own.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  const four = (mapped?.[1] ?? address).split('.')
  if (four.length === 4) return `4 ${four.slice(0, 3).join('.')}`
  if (!address.includes(':')) return 'unknown'
  const [head, tail] = address.split('::')
  const front = head ? head.split(':') : []
  const back = tail ? tail.split(':') : []
  const zeros = new Array(Math.max(0, 8 - front.length - back.length)).fill('0')
  const groups = [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16) & 0xffff)
  return `6 ${[...groups.slice(0, 3), groups[3] >>> 8].map((group) => group.toString(16)).join(':')}`
}

/** HMAC-SHA-256 of a network under the day's salt: equal on one day, unrelated on the next. */
export async function pseudonymOf(salt: ArrayBuffer, address: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', salt, algorithm, false, ['sign'])
  const network = new TextEncoder().encode(networkOf(address))
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, network))
  return Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
