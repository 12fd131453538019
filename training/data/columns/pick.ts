import { TacitError } from '@tacit-rec/pack'
import type { Candidate, Column } from './columns.ts'
import { misfit } from './fits.ts'
import { isConstant } from './profile.ts'
import type { Choice, Role } from './types.ts'
import { TIER } from './vocabulary/vocabulary.ts'

/** Doubts that differ by less are equal. */
const TIE = 0.005
/** Shares of filled cells. */
const MOSTLY_BLANK = 0.5
const NEARLY_FULL = 0.9
/** Orders are users only where nothing else is: a guest is told by the order beside the user. */
const MAX_DOUBT = 5 * TIER

export interface Picking {
  role: Role
  choice: Choice
  /** Columns that mean something already. */
  taken: Set<string>
  /** Kinds that the user named. */
  kinds: ReadonlySet<string>
  /** File and line for errors. */
  where: string
}

/**
 * Picks one of the candidates for our column. Columns that are never filled together are read as one
 * (JSON lines of which some say `user` and others `user_id`).
 *
 * @throws TacitError `data/ambiguous` if the file must have the column and nothing settles which
 */
export function pick(
  ours: string,
  candidates: Candidate[],
  required: boolean,
  picking: Picking,
): Column | null {
  const { choice, taken } = picking
  const usable = candidates.filter(
    ({ column }) => !taken.has(column.name) && fits(ours, column, picking),
  )
  const ranked = required ? preferred(usable) : usable
  if (ranked.length === 0) return null
  const best = bestOf(ours, ranked, required, picking)
  take(ours, best.column, picking)
  const together = ranked.filter(
    (other) =>
      other !== best && tierOf(other) === tierOf(best) && completes(best.column, other.column),
  )
  if (together.length > 0) {
    choice.several[ours] = [best, ...together].map(({ column }) => column.name)
    for (const { column } of together) taken.add(column.name)
    const names = choice.several[ours].map((name) => `"${name}"`).join(' and ')
    choice.notes.push(`Columns ${names} are read as one: no row has both.`)
  }
  if (ranked[0] !== usable[0] && best.column !== usable[0].column && required) {
    const first = usable[0].column
    const what = isConstant(first.profile) ? 'has one value only' : 'is mostly blank'
    choice.notes.push(
      `"${best.column.name}" is the ${ours}, because "${first.name}" ${what}; pass ` +
        `${mapFlag(ours, first.name)} to use that one.`,
    )
  }
  for (const { column } of usable) {
    if (taken.has(column.name)) continue
    const flag = mapFlag(ours, column.name)
    why(choice, column.name, `"${best.column.name}" is the ${ours}; pass ${flag} to use this one`)
  }
  return best.column
}

/**
 * The candidates that can tell events apart: not constant; and if the best is mostly blank (logs of people
 * who are not signed in have no `user_id`, but a device), those that are nearly always filled.
 */
function preferred(usable: Candidate[]): Candidate[] {
  const varied = usable.filter(({ column }) => !isConstant(column.profile))
  const some = varied.length > 0 ? varied : usable
  const filled = ({ column: { profile } }: Candidate) =>
    profile.cells.length === 0 ? 1 : profile.filled.length / profile.cells.length
  if (some.length < 2 || filled(some[0]) >= MOSTLY_BLANK) return some
  const full = some.filter((one) => filled(one) > NEARLY_FULL && one.doubt < MAX_DOUBT)
  return full.length > 0 ? full : some
}

/** Marks a column as ours. */
export function take(ours: string, column: Pick<Column, 'name'>, { choice, taken }: Picking): void {
  choice.chosen[ours] = column.name
  taken.add(column.name)
}

/** Notes once why a column is not used. */
export function why(choice: Choice, column: string, reason: string): void {
  if (!choice.ignored.some((other) => other.column === column)) {
    choice.ignored.push({ column, why: reason })
  }
}

/** A flag for the shell. */
export function mapFlag(ours: string, column: string): string {
  const flag = `${ours}=${column}`
  return /^[\w.=:-]+$/.test(flag) ? `--map ${flag}` : `--map '${flag}'`
}

function fits(ours: string, column: Column, { role, choice, kinds }: Picking): boolean {
  const reason = misfit(role, ours, column, kinds)
  if (reason !== null) why(choice, column.name, `as the ${ours} it does not fit: it ${reason}`)
  return reason === null
}

function tierOf({ doubt }: Candidate): number {
  return Math.floor(Math.max(0, doubt) / TIER)
}

function bestOf(
  ours: string,
  ranked: Candidate[],
  required: boolean,
  { where }: Picking,
): Candidate {
  const [first] = ranked
  const rivals = ranked.filter(({ doubt }) => doubt - first.doubt < TIE)
  if (rivals.length === 1 || !required) return first
  const filled = rivals.filter(({ column }) => column.profile.filled.length > 0)
  if (filled.length === 1) return filled[0]
  const settled =
    filled.length > 1 && filled.every(({ column }) => agrees(filled[0].column, column))
  if (settled) return filled[0]
  const names = rivals.map(({ column }) => `"${column.name}"`).join(' and ')
  throw new TacitError(
    'data/ambiguous',
    `${where}: columns ${names} may each be the ${ours}: choose one, such as ` +
      mapFlag(ours, first.column.name),
  )
}

/** Whether two columns never differ where both are filled. */
function agrees(a: Column, b: Column): boolean {
  return a.profile.cells.every((cell, row) => {
    const other = b.profile.cells[row]
    return cell === '' || other === '' || cell === other
  })
}

/** Whether `b` is filled where `a` is blank, and never beside it. */
function completes(a: Column, b: Column): boolean {
  if (b.profile.filled.length === 0 || a.profile.filled.length === 0) return false
  return a.profile.cells.every((cell, row) => cell === '' || b.profile.cells[row] === '')
}
