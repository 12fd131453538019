/** Languages that queries are made up in. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * What people put around what they look for. `$` stands for a thing, a value or a price; the first form
 * of each is the most frequent one.
 */
interface Phrases {
  /** Before a thing, mostly nothing. */
  lead: readonly string[]
  max: readonly string[]
  min: readonly string[]
  cheap: readonly string[]
  without: readonly string[]
  /** Between two clauses. */
  and: readonly string[]
  gift: readonly string[]
  /** Turns of a search, by what they do. */
  only: readonly string[]
  any: readonly string[]
  instead: readonly string[]
  not: readonly string[]
  /** `$` twice: one thing and another. */
  compare: readonly string[]
  accept: readonly string[]
  /** Words by which a catalogue's language is known. */
  known: RegExp
}

export const PHRASES: Record<Language, Phrases> = {
  en: {
    lead: ['', '', '', 'looking for ', 'i need ', 'show me ', 'do you have '],
    max: ['under $', 'below $', 'less than $', 'up to $', '$ or less'],
    min: ['over $', 'more than $', 'at least $'],
    cheap: ['cheap ', 'affordable '],
    without: ['not $', 'without $', 'no $', 'but not $'],
    and: [' and ', ', also ', ' and something else: '],
    gift: ['a gift for my mother, $', 'something for my nephew, $', 'present for a friend $'],
    only: ['only $', 'only $ ones', 'in $', '$ please'],
    any: ['any is fine', 'show me more', 'other ones too', 'something else'],
    instead: ['$ instead', 'rather $', 'actually $'],
    not: ['not $', 'no $ please', 'without $'],
    compare: ['compare $ with $', '$ or $', '$ vs $'],
    accept: ['this one', 'i take that one', 'great, thanks'],
    known: /\b(?:the|and|with|for|of|to|in)\b/giu,
  },
  de: {
    lead: ['', '', '', 'ich suche ', 'zeig mir ', 'haben sie '],
    max: ['unter $ euro', 'bis $ €', 'höchstens $ euro', 'nicht über $ euro'],
    min: ['über $ euro', 'ab $ €', 'mindestens $ euro'],
    cheap: ['günstige ', 'billige '],
    without: ['ohne $', 'nicht $', 'kein $', 'aber nicht $'],
    and: [' und ', ', außerdem ', ' und auch '],
    gift: ['ein geschenk für meine mutter, $', 'etwas für meinen neffen, $'],
    only: ['nur $', 'nur in $', 'in $', '$ bitte'],
    any: ['egal welche', 'zeig mir mehr', 'auch andere', 'etwas anderes'],
    instead: ['stattdessen $', 'lieber $', 'doch eher $'],
    not: ['nicht $', 'ohne $', 'bitte kein $'],
    compare: ['vergleiche $ mit $', '$ oder $'],
    accept: ['das nehme ich', 'dieses hier', 'danke, passt'],
    known: /\b(?:der|die|das|und|mit|für|von|zu|im|ein|eine)\b/giu,
  },
}

/** The language whose small words texts have most of; English without any. */
export function languageOf(texts: readonly string[]): Language {
  const all = texts.slice(0, 2000).join('\n')
  const counts = LANGUAGES.map((language) => all.match(PHRASES[language].known)?.length ?? 0)
  return LANGUAGES[counts.indexOf(Math.max(...counts))]
}
