import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type Form = 'coo' | 'csr' | 'symmetric' | 'plain'

/** What PyTorch needs to build a model. */
export interface Opening {
  /** Path of a safetensors file. */
  file: string
  model: string
  form: Form
  settings: Record<string, number | string>
  threads: number
}

/** A model in PyTorch. */
export interface Peer {
  /** Seconds and loss of each step. */
  steps(count: number): Promise<{ seconds: number[]; losses: number[] }>
  close(): Promise<void>
}

/** peers.py as a process that answers one request at a time. */
export class PeerProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(python: string, threads: number) {
    this.#child = spawn(python, [join(import.meta.dirname, 'peers.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: `${threads}`,
        MKL_NUM_THREADS: `${threads}`,
        // No __pycache__ in the repository.
        PYTHONDONTWRITEBYTECODE: '1',
      },
    })
    this.#child.once('error', (error) => {
      throw new Error(`${python}: ${error.message}: see bench/peers/README.md`)
    })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async open(opening: Opening): Promise<Peer> {
    await this.#ask({ do: 'open', ...opening })
    return {
      steps: (count) => this.#ask({ do: 'steps', count }),
      close: () => this.#ask({ do: 'close' }),
    }
  }

  /** Version of PyTorch. */
  async version(): Promise<string> {
    const { version } = await this.#ask<{ version: string }>({ do: 'version' })
    return version
  }

  async #ask<Reply>(order: Record<string, unknown>): Promise<Reply> {
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('peers.py ended: see above')
    const reply = JSON.parse(value)
    if (reply.error) throw new Error(`peers.py: ${reply.error}`)
    return reply
  }

  end(): void {
    this.#child.stdin!.end()
  }
}
