import { resolve } from 'node:path'
import { type Catalogue, TacitError, UNLISTED, type Unlisted } from '@tacit-rec/pack'
import {
  type IdJoin,
  type ItemOptions,
  idsByName,
  joinable,
  joinIds,
  loadItems,
  ReportDraft,
  type StatedCatalogue,
} from '../data/index.ts'
import { readPack, writePack } from '../export/index.ts'
import { silent } from '../progress.ts'
import {
  graftItems,
  mergeCatalogues,
  readPackRun,
  type UpdateCounts,
} from '../student/update/index.ts'
import type { ProgressOptions } from './options.ts'

/** A larger share of the items is removed only by force. */
const MAX_REMOVED = 0.1

export interface UpdateOptions extends ProgressOptions, Omit<ItemOptions, 'published'> {
  /** Folder of the pack, with the folder PACK.run that `train` wrote beside it. */
  pack: string
  /** File of new and changed items. */
  items: string
  /** Removes the items that the file lacks. Default: false. */
  removeMissing?: boolean
  /** Removes more than a tenth of the items, or adds ids that nearly meet those of the pack. */
  force?: boolean
  /** Says what would change and writes nothing. Default: false. */
  dryRun?: boolean
  /** Joins ids of file and pack that differ in case or leading zeros. Default: none. */
  joinIds?: readonly IdJoin[]
}

export interface UpdateResult extends UpdateCounts {
  /** Folder of the pack. */
  out: string
  /** Of the pack that was written; in a dry run, of the one that is there. */
  sequence: number
  dryRun: boolean
  /** Number of items after the update. */
  items: number
  /** Items that no listing shows, by reason. */
  unlisted: Record<Unlisted, number>
  /** What reading the file found: columns, rows that were set aside, sentences for people. */
  report: Pick<ReportDraft, 'columns' | 'ignored' | 'skipped' | 'notes'>
  seconds: number
}

/**
 * Adds, changes and removes items of a pack without training. The pack gets the next sequence. A
 * reader finds the old pack or the new one, never a mix. Items that are out of stock or drafts stay,
 * flagged as unlisted; a later update that says otherwise shows them again.
 *
 * @throws TacitError `update/…` without the pack's run or with another pack's, or if the file's ids
 *   do not meet those of the pack; `data/…` for rows that cannot be read
 * @example
 * const { added } = await update({ pack: 'pack', items: 'items.csv' })
 */
export async function update({
  pack,
  items,
  removeMissing = false,
  force = false,
  dryRun = false,
  joinIds: joins = [],
  progress = silent,
  ...reading
}: UpdateOptions): Promise<UpdateResult> {
  const began = performance.now()
  const folder = resolve(pack)
  const old = await readPack(folder)
  const run = await readPackRun(folder, old.manifest)
  const draft = new ReportDraft()
  const published = Object.keys(old.catalogue.extra ?? {})
  const known = old.catalogue.ids
  const { stated: read, variantOf } = await loadItems(items, { ...reading, published }, draft)
  const ids = joinIds(idsByName(read.ids, known, variantOf), known, joins)
  const stated = { ...read, ids }
  checkIds(items, stated, old.catalogue, force, draft)
  const merged = mergeCatalogues(old.catalogue, stated, removeMissing)
  const { catalogue, counts } = merged
  if (!force) checkRemoved(items, counts.removed, known.length)
  const { sequence } = dryRun ? old.manifest : await writePack(folder, graftItems(old, merged, run))
  const { columns, ignored, skipped, notes } = draft
  const result = {
    out: folder,
    sequence,
    dryRun,
    items: catalogue.ids.length,
    ...counts,
    unlisted: unlistedCounts(catalogue),
    report: { columns, ignored, skipped, notes },
    seconds: (performance.now() - began) / 1000,
  }
  for (const sentence of [...readingNotes(items, draft), messageOf(result)]) progress.note(sentence)
  return result
}

/** @throws TacitError `update/ids` if no id is in the pack, but some nearly are */
function checkIds(
  file: string,
  { ids }: StatedCatalogue,
  { ids: known }: Catalogue,
  force: boolean,
  report: ReportDraft,
): void {
  const exact = new Set(known)
  const missing = ids.filter((id) => !exact.has(id)).length
  const near = missing > 0 ? joinable(ids, known) : null
  if (!near) return
  const [id, is] = near.example
  const flag = `--join-ids ${near.joins.join(',')}`
  const what = near.joins.map((join) => (join === 'zeros' ? 'leading zeros' : 'case')).join(' and ')
  const differ = `${near.count} of ${ids.length} ids differ from those of the pack only in ${what}, such as "${id}" and "${is}"`
  if (missing < ids.length || force) {
    report.notes.push(`${file}: ${differ}: pass ${flag} to join them.`)
    return
  }
  throw new TacitError(
    'update/ids',
    `${file}: no id is in the pack, and ${differ}: pass ${flag} to join them, or --force to add ` +
      'them as new items',
  )
}

/** @throws TacitError `update/removes` for more than a tenth of the items */
function checkRemoved(file: string, removed: number, before: number): void {
  if (removed <= before * MAX_REMOVED) return
  const share = `${((100 * removed) / before).toFixed(0)} %`
  throw new TacitError(
    'update/removes',
    `${file}: --remove-missing would remove ${removed} of ${before} items (${share}), more than a ` +
      'tenth: check that the file lists every item under the ids of the pack, or pass --force',
  )
}

function unlistedCounts({ unlisted = [] }: Catalogue): Record<Unlisted, number> {
  const counts = UNLISTED.map((why) => [why, unlisted.filter((is) => is === why).length])
  return Object.fromEntries(counts) as Record<Unlisted, number>
}

/** Columns that are not used, rows that were set aside, and what else reading found. */
function readingNotes(file: string, { ignored, skipped, notes }: ReportDraft): string[] {
  const columns = ignored.map(({ column, why }) => `"${column}" (${why})`).join(', ')
  const rows = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`)
  return [
    ...(columns ? [`${file}: columns not used: ${columns}`] : []),
    ...(rows.length > 0 ? [`${file}: rows not used: ${rows.join(', ')}`] : []),
    ...notes,
  ]
}

function messageOf(result: Omit<UpdateResult, 'report'>): string {
  const { added, changed, removed, shownAgain, unlisted, items, dryRun, sequence } = result
  const reasons = UNLISTED.filter((why) => unlisted[why] > 0).map(
    (why) => `${unlisted[why]} ${why}`,
  )
  const parts = [
    `${added} added, ${changed} changed, ${removed} removed`,
    ...(shownAgain > 0 ? [`${shownAgain} listed again`] : []),
    ...(reasons.length > 0 ? [`not listed: ${reasons.join(', ')} of ${items} items`] : []),
  ]
  const end = dryRun
    ? 'dry run: nothing was written'
    : `(sequence ${sequence}) in ${result.seconds.toFixed(1)} s`
  return `${result.out}: ${parts.join('; ')} ${dryRun ? '— ' : ''}${end}`
}
