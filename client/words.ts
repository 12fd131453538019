import { LANGUAGES } from './languages.ts'

/** What a person did with an item, by kind of event; other kinds read as viewed. */
const DEEDS = ['view', 'cart', 'purchase', 'save', 'rate', 'share', 'like'] as const
type Deed = (typeof DEEDS)[number]

/** The sentences of reasons in one language. `{}` stands for a title or a name. */
export interface Words {
  because: Record<Deed, string>
  did: Record<Deed, string>
  interest: string
  popular: string
  similar: string
  chosen: string
  explored: string
  matches: string
  close: string
  searched: string
}

/** The sentences of a locale's language; English for a language that there is none of. */
export function wordsOf(locale: string | null): Words {
  const language = (locale ?? 'en').toLowerCase().split(/[-_]/)[0]
  const sentences = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : LANGUAGES.en
  const [interest, popular, similar, chosen, explored, matches, close, searched] = sentences.slice(
    2 * DEEDS.length,
  )
  return {
    because: byDeed(sentences),
    did: byDeed(sentences.slice(DEEDS.length)),
    interest,
    popular,
    similar,
    chosen,
    explored,
    matches,
    close,
    searched,
  }
}

export const ENGLISH = wordsOf('en')

/** What is said about an event of a kind. */
export function deed(sentences: Record<Deed, string>, kind: string | undefined): string {
  return sentences[DEEDS.find((known) => known === kind) ?? 'view']
}

/** Puts a title into a sentence; isolated, so that it keeps its own direction of writing. */
export function say(sentence: string, name: string): string {
  const isArabic = /[\u0600-\u06ff]/.test(sentence)
  return sentence.replace('{}', () => (isArabic ? `\u2068${name}\u2069` : name))
}

function byDeed(sentences: readonly string[]): Record<Deed, string> {
  return Object.fromEntries(DEEDS.map((kind, n) => [kind, sentences[n]])) as Record<Deed, string>
}
