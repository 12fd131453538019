import { PAIR, textsIn } from './sentence.ts'

/** What is said about contributing. `#` stands for a number or a host, `{}` for titles. */
export interface ContributeWords {
  title: string
  label: string
  about: string
  server: string
  gone: string
  next: string
  pair: string
  none: string
  done: string
  threshold: string
  epsilon: string
  first: string
  bit: string
}

const NAMES = 'title label about server gone next pair none done threshold epsilon first bit'.split(
  ' ',
)

export const ENGLISH = [
  'Contribute',
  'Contribute pairs of items',
  'Now and then this device may send pairs of items like those below. The site can read a pair only if enough devices sent the same one. Everything else stays in this browser.',
  '# passes the messages on. It sees your address and the time, but no content.',
  'What was sent cannot be called back, because nobody can find it.',
  'This would be sent next',
  PAIR,
  'Nothing would be sent now.',
  'This time is done: your device has sent its messages.',
  'Protection: at least # devices must send the same pair.',
  'ε = # each time, # after 13 times, at δ = 10⁻⁶.',
  'This needs your history on this device: turn on remembering first.',
  'One answer, yes or no: whether the list had what you looked at last. By chance it is wrong one time in eight (ε = 2).',
]

/** The words in a locale's language, as {@link textsIn} has them. */
export async function wordsIn(locale: string | null): Promise<ContributeWords> {
  const texts = await textsIn(locale, ENGLISH)
  return Object.fromEntries(NAMES.map((name, n) => [name, texts[n]])) as unknown as ContributeWords
}
