/** The words of `<tacit-privacy>`, in the order of {@link ENGLISH}. */
export interface PrivacyWords {
  title: string
  intro: string
  remember: string
  /** By consent. */
  granted: string
  denied: string
  pending: string
  interests: string
  events: string
  none: string
  mute: string
  boost: string
  remove: string
  removed: string
  export: string
  forget: string
  sure: string
  yes: string
  no: string
  forgotten: string
  more: string
}

const NAMES = (
  'title intro remember granted denied pending interests events none mute boost remove removed ' +
  'export forget sure yes no forgotten more'
).split(' ')

export const ENGLISH = [
  'Your data on this device',
  'All of this stays in this browser. Nothing about you is sent.',
  'Remember on this device',
  'Your history is stored on this device.',
  'Nothing is stored.',
  'Until you answer, everything is forgotten when you close this page.',
  'Your interests',
  'Your activity',
  'None yet.',
  'Ignore #',
  'More of #',
  'Remove #',
  '# was removed.',
  'Export',
  'Forget me',
  'Delete everything that this device knows about you?',
  'Delete',
  'Cancel',
  'Your data was deleted from this device.',
  'Show more',
  'viewed',
  'clicked',
  'basket',
  'saved',
  'shared',
  'bought',
  'rated',
  'searched',
  'disliked',
  'hidden',
  'shown',
]

/** The kinds of events that have a word, after the others. */
const KINDS = 'view click cart save share purchase rate query dislike hide impression'.split(' ')

/** What the person did, by the kind of an event; a kind of the site's own is its own word. */
export function deedOf(kind: string, texts: readonly string[]): string {
  const at = KINDS.indexOf(kind)
  return at < 0 ? kind : (texts[NAMES.length + at] ?? kind)
}

/** Texts by name; # stands for the name of an item or interest. */
export function privacyWords(texts: readonly string[]): PrivacyWords {
  return Object.fromEntries(NAMES.map((name, n) => [name, texts[n]])) as unknown as PrivacyWords
}
