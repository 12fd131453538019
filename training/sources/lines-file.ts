import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

const CHUNK = 1 << 16

/** Writes lines to a file in large pieces. The file is made at the first line. */
export class LinesFile {
  readonly #path: string
  readonly #head: string
  #stream: WriteStream | null = null
  #buffer = ''
  #failed: Error | null = null

  constructor(path: string, head = '') {
    this.#path = path
    this.#head = head
  }

  add(line: string): void {
    if (this.#stream === null) {
      this.#stream = createWriteStream(this.#path, { flush: true })
      this.#stream.on('error', (error) => {
        this.#failed = error
      })
      this.#buffer = this.#head
    }
    this.#buffer += `${line}\n`
    if (this.#buffer.length >= CHUNK) this.#flush()
  }

  /** Waits until the disk has caught up, so that memory does not fill with lines. */
  async drained(): Promise<void> {
    if (this.#failed) throw this.#failed
    if (this.#stream?.writableNeedDrain) await once(this.#stream, 'drain')
  }

  async close(): Promise<void> {
    if (this.#failed) throw this.#failed
    if (this.#stream === null) return
    this.#flush()
    this.#stream.end()
    await finished(this.#stream)
  }

  #flush(): void {
    this.#stream!.write(this.#buffer)
    this.#buffer = ''
  }
}
