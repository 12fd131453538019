/**
 * The bytes that are signed: DSSE's pre-authentication encoding,
 * `DSSEv1 LEN(type) type LEN(body) body`, lengths in bytes and decimal.
 */
export function preAuthEncoding(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const head = encoder.encode(`DSSEv1 ${encoder.encode(type).length} ${type} ${body.length} `)
  const encoded = new Uint8Array(head.length + body.length)
  encoded.set(head)
  encoded.set(body, head.length)
  return encoded
}
