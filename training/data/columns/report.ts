import type { ReportDraft } from '../report.ts'
import type { Choice } from './types.ts'

/**
 * Adds a choice to the report: what each column is, which are not used, and why.
 *
 * @param how our column → how its values are read, such as `milliseconds`
 */
export function reportChoice(
  report: ReportDraft,
  file: string,
  { chosen, several, extra, ignored, notes }: Choice,
  how: Record<string, string> = {},
): void {
  for (const [as, first] of Object.entries({ ...chosen, ...extra })) {
    for (const column of several[as] ?? [first]) {
      report.columns.push({ file, column, as, ...(how[as] && { how: how[as] }) })
    }
  }
  report.ignored.push(...ignored.map((note) => ({ file, ...note })))
  report.notes.push(...notes)
}
