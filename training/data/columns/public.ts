import { TacitError } from '@tacit-rec/pack'
import type { Column } from './columns.ts'
import { localeForm, plain, words } from './names.ts'
import { type Picking, why } from './pick.ts'
import { holdsAddress, privateName } from './private.ts'
import { share } from './profile.ts'
import { doubtsIn } from './vocabulary/index.ts'
import { LOCALIZED, PUBLIC_WORDS } from './vocabulary/items.ts'

const publicNames = new Map<string, [name: string, doubt: number]>(
  Object.entries(PUBLIC_WORDS).flatMap(([name, list]) =>
    list
      .trim()
      .split(/\s+/)
      .map((word, at) => [plain(word), [name, at]] as const),
  ),
)

/** Adds the known facts of the trade: brand, tags, author, and so on. */
export function addFacts(columns: Column[], picking: Picking): void {
  const { choice, taken } = picking
  const best = new Map<string, { column: Column; doubt: number }>()
  for (const column of columns) {
    if (taken.has(column.name)) continue
    const [name, doubt] = column.forms.map((form) => publicNames.get(form)).find(Boolean) ?? []
    if (name === undefined || doubt === undefined) continue
    if (column.profile.filled.some(holdsAddress)) {
      why(choice, column.name, 'not public: holds addresses or phone numbers')
    } else if (share(column.profile, (value) => /^(\[\s*)?\{/.test(value)) > 0.5) {
      why(choice, column.name, 'objects, not names')
    } else if (doubt < (best.get(name)?.doubt ?? Number.POSITIVE_INFINITY)) {
      best.set(name, { column, doubt })
    }
  }
  for (const [name, { column }] of best) {
    choice.extra[name] = column.name
    taken.add(column.name)
  }
}

/**
 * Adds forms in other languages, such as `title_de`. Without a plain title, the first of them in
 * English, else the first, is the title.
 */
export function addLocales(columns: Column[], picking: Picking): void {
  const { choice, taken } = picking
  for (const ours of LOCALIZED) {
    const found = columns.flatMap((column) => {
      const form = taken.has(column.name) ? null : localeForm(column.name)
      // In `product_type_no`, the end is no language but a number.
      const texts = column.profile.filled
      if (texts.length > 0 && !texts.some((text) => /\p{L}/u.test(text))) return []
      const base = form && (form.base === plain(ours) || doubtsIn('items', ours).has(form.base))
      return base ? [{ column, language: form.language }] : []
    })
    if (found.length === 0) continue
    for (const { column, language } of found) {
      choice.extra[`${ours}_${language}`] ??= column.name
      taken.add(column.name)
    }
    if (choice.chosen[ours] !== undefined) continue
    const first = found.find(({ language }) => language.startsWith('en')) ?? found[0]
    choice.chosen[ours] = first.column.name
    const names = [first, ...found.filter((other) => other !== first)]
    if (names.length > 1) choice.several[ours] = names.map(({ column }) => column.name)
    choice.notes.push(
      `"${first.column.name}" is the ${ours}, because no column has it without a language; ` +
        `pass --map ${ours}=COLUMN for another.`,
    )
  }
}

/**
 * Adds the columns that `--keep` names, under the name that it gives them.
 *
 * @throws TacitError `data/keep` for a column that must not be public
 */
export function addKept(
  columns: Column[],
  keep: readonly string[],
  anyway: boolean,
  { choice, taken, where }: Picking,
): void {
  for (const name of keep) {
    const column =
      columns.find((c) => c.name === name) ?? columns.find((c) => plain(c.name) === plain(name))
    if (!column) {
      choice.notes.push(`--keep ${name}: ${where} has no such column.`)
      continue
    }
    const used = Object.values(choice.chosen).includes(column.name)
    if (used || Object.values(choice.extra).includes(column.name)) continue
    const what = privateName(column.name)
    const reason = what
      ? `looks like ${what}`
      : column.profile.filled.some(holdsAddress)
        ? 'holds addresses or phone numbers'
        : null
    if (reason && !anyway) {
      throw new TacitError(
        'data/keep',
        `${where}: --keep ${name}: column "${column.name}" ${reason}, and everybody can read a ` +
          'pack: leave it out, or pass --keep-anyway',
      )
    }
    choice.extra[name] = column.name
    taken.add(column.name)
  }
}

/** Notes why each column that is left stays out of the pack. */
export function refuseRest(columns: Column[], { choice, taken }: Picking): void {
  for (const { name, profile } of columns) {
    if (taken.has(name)) continue
    const what = privateName(name)
    if (what) why(choice, name, `not public: looks like ${what}`)
    else if (profile.filled.some(holdsAddress)) {
      why(choice, name, 'not public: holds addresses or phone numbers')
    } else if (['id', 'ids', 'key'].includes(words(name).at(-1) ?? '')) {
      why(choice, name, 'ids, not names')
    } else {
      const shown = /^[\w.:-]+$/.test(name) ? name : `'${name}'`
      why(choice, name, `no known fact, so it is not public; pass --keep ${shown} to publish it`)
    }
  }
}
