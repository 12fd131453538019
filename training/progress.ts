/** A bar that a command shows; tests and libraries pass {@link silent}. */
export interface Task {
  /** @param done steps done so far @param note a short word on the state, such as a metric */
  update(done: number, note?: string): void
  end(note?: string): void
}

export interface Progress {
  task(label: string, total: number): Task
  note(line: string): void
}

/** Shows nothing. */
export const silent: Progress = {
  task: () => ({ update() {}, end() {} }),
  note() {},
}

/** Time that a search may still use. */
export interface Deadline {
  /** Seconds left, possibly negative or infinite. */
  left(): number
}

/** No deadline. */
export const FOREVER: Deadline = { left: () => Number.POSITIVE_INFINITY }

/** A deadline `minutes` from now. */
export function deadlineIn(minutes: number): Deadline {
  const end = performance.now() + minutes * 60_000
  return { left: () => (end - performance.now()) / 1000 }
}
