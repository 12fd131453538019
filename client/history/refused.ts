import type { Memory } from './memory.ts'
import type { StoredHistory } from './record.ts'
import type { HistoryStore } from './store.ts'

/** A refusal of a page that was left at once is only in the journal: it empties the database. */
export async function unlessRefused(
  memory: Memory,
  store: HistoryStore,
  record: StoredHistory | null,
): Promise<StoredHistory | null> {
  const refusal = memory.refusalKept()
  if (!record || !refusal || refusal.since < record.since) return record
  return store.change(
    false,
    (before) => (before && refusal.since >= before.since ? refusal : undefined),
    'passing',
  )
}
