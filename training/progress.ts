/** One bar. */
export interface Task {
  /**
   * @param done number of steps done
   * @param note short state, such as a metric
   */
  update(done: number, note?: string): void
  end(note?: string): void
}

/** Receives what a long piece of work has to show. {@link silent} shows nothing. */
export interface Progress {
  /** Begins a bar of `total` steps. */
  task(label: string, total: number): Task
  /** One or more lines of text. */
  note(line: string): void
}

export const silent: Progress = {
  task: () => ({ update() {}, end() {} }),
  note() {},
}

/** Time limit of a search. */
export interface Deadline {
  /** Seconds left; may be negative or infinite. */
  left(): number
}

export const FOREVER: Deadline = { left: () => Number.POSITIVE_INFINITY }

/** A deadline `minutes` from now. */
export function deadlineIn(minutes: number): Deadline {
  const end = performance.now() + minutes * 60_000
  return { left: () => (end - performance.now()) / 1000 }
}
