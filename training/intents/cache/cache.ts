import { createHash } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { TacitError } from '@tacit-rec/pack'
import { errorMessage } from '../../files.ts'
import { openDatabase } from './database.ts'

/**
 * Answers by the hash of their question, in one SQLite file in WAL mode: any number of processes
 * may read and write it at once, and a kill loses no answer that was set. Answers of the older
 * format, `answers.jsonl`, are imported when the cache opens.
 */
export class Cache {
  readonly #folder: string
  /** Undefined: read-only, and there is nothing to read. */
  readonly #database: DatabaseSync | undefined
  readonly #select: StatementSync | undefined
  readonly #insert: StatementSync | undefined
  readonly #pending = new Map<string, Promise<string>>()

  /**
   * @param folder holds `answers.sqlite`
   * @param write false: nothing is created or imported into the folder, and `set` throws
   * @throws TacitError `intents/cache` if the file cannot be opened, as every method if it fails
   */
  constructor(folder: string, { write = true } = {}) {
    this.#folder = folder
    this.#database = this.#attempt(() => openDatabase(folder, write))
    this.#select = this.#database?.prepare('SELECT value FROM answers WHERE key = ?')
    if (write) this.#insert = this.#database?.prepare('REPLACE INTO answers VALUES (?, ?)')
  }

  /** The answer stored under a key; undefined if there is none. */
  get(key: string): string | undefined {
    const value = this.#attempt(() => this.#select?.get(key)?.value)
    return typeof value === 'string' ? JSON.parse(value) : undefined
  }

  has(key: string): boolean {
    return this.#attempt(() => this.#select?.get(key)) !== undefined
  }

  set(key: string, answer: string): void {
    const insert = this.#insert
    if (!insert) throw new Error(`${this.#folder}: the cache is read-only`)
    // As JSON, which keeps characters that no database text can hold.
    this.#attempt(() => insert.run(key, JSON.stringify(answer)))
  }

  /**
   * The stored answer, or one that `make` gives and that is stored. Concurrent callers share it.
   */
  async getOrMake(key: string, make: () => Promise<string>): Promise<string> {
    const known = this.get(key) ?? this.#pending.get(key)
    if (known !== undefined) return known
    const pending = make()
      .then((answer) => {
        this.set(key, answer)
        return answer
      })
      .finally(() => this.#pending.delete(key))
    this.#pending.set(key, pending)
    return pending
  }

  close(): void {
    this.#database?.close()
  }

  #attempt<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      throw new TacitError(
        'intents/cache',
        `${this.#folder}: the cache of answers failed (${errorMessage(error)}): check that the ` +
          'folder is writable and the disk has space, or choose another folder with --cache',
        { cause: error },
      )
    }
  }
}

/** SHA-256 (hex) of everything that an answer depends on. */
export function cacheKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
