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
  unmute: string
  remove: string
  removed: string
  export: string
  forget: string
  sure: string
  yes: string
  no: string
  forgotten: string
}

const NAMES = (
  'title intro remember granted denied pending interests events none mute unmute remove removed ' +
  'export forget sure yes no forgotten'
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
  'Use # again',
  'Remove #',
  '# was removed.',
  'Export',
  'Forget me',
  'Delete everything that this device knows about you?',
  'Delete',
  'Cancel',
  'Your data was deleted from this device.',
]

/** Texts by name; # stands for the name of an item or interest. */
export function privacyWords(texts: readonly string[]): PrivacyWords {
  return Object.fromEntries(NAMES.map((name, n) => [name, texts[n]])) as unknown as PrivacyWords
}
