/**
 * Writes the protobuf wire format: fields in the order of the calls, little-endian.
 * https://protobuf.dev/programming-guides/encoding/
 */
export class Wire {
  #bytes = new Uint8Array(256)
  #length = 0

  /** Field of type int32, int64, bool or enum; negative values take ten bytes. */
  int(field: number, value: number): this {
    this.#tag(field, 0)
    return value < 0 ? this.#varint(BigInt.asUintN(64, BigInt(value))) : this.#varint(value)
  }

  /** Field of type float. */
  float(field: number, value: number): this {
    this.#tag(field, 5)
    this.#need(4)
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true)
    this.#length += 4
    return this
  }

  /** Field of type bytes. */
  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2)
    this.#varint(value.length)
    this.#need(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
    return this
  }

  /** Field of type string. */
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  /** Field that is a message. */
  message(field: number, value: Wire): this {
    return this.bytes(field, value.finish())
  }

  /** What was written so far. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #tag(field: number, type: number): void {
    this.#varint((field << 3) | type)
  }

  #varint(value: number | bigint): this {
    this.#need(10)
    let rest = BigInt(value)
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128
    this.#bytes[this.#length++] = Number(rest)
    return this
  }

  #need(more: number): void {
    const wanted = this.#length + more
    if (wanted <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, wanted))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
