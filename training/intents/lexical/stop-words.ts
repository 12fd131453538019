import * as lists from 'stopword'

/** English stop words: scikit-learn's list (BSD 3-Clause). */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `
a about above across after afterwards again against all almost alone along already also although
always am among amongst amoungst amount an and another any anyhow anyone anything anyway
anywhere are around as at back be became because become becomes becoming been before beforehand
behind being below beside besides between beyond bill both bottom but by call can cannot cant co
con could couldnt cry de describe detail do done down due during each eg eight either eleven
else elsewhere empty enough etc even ever every everyone everything everywhere except few
fifteen fifty fill find fire first five for former formerly forty found four from front full
further get give go had has hasnt have he hence her here hereafter hereby herein hereupon hers
herself him himself his how however hundred i ie if in inc indeed interest into is it its itself
keep last latter latterly least less ltd made many may me meanwhile might mill mine more
moreover most mostly move much must my myself name namely neither never nevertheless next nine
no nobody none noone nor not nothing now nowhere of off often on once one only onto or other
others otherwise our ours ourselves out over own part per perhaps please put rather re same see
seem seemed seeming seems serious several she should show side since sincere six sixty so some
somehow someone something sometime sometimes somewhere still such system take ten than that the
their them themselves then thence there thereafter thereby therefore therein thereupon these
they thick thin third this those though three through throughout thru thus to together too top
toward towards twelve twenty two un under until up upon us very via was we well were what
whatever when whence whenever where whereafter whereas whereby wherein whereupon wherever
whether which while whither who whoever whole whom whose why will with within without would yet
you your yours yourself yourselves
`.match(/\S+/g),
)

/** Stop words of the other languages of `stopword`. */
const OTHERS = Object.entries(lists)
  .filter(([name]) => name !== 'eng' && name !== '_123')
  .flatMap(([, list]) => (Array.isArray(list) ? [list] : []))
  .map((list) => new Set(list.map((word) => word.normalize('NFC').toLowerCase())))
/** Min weight of another language relative to English; its list may contain words like "care". */
const MIN_RATIO = 2

/**
 * The stop words of the language of texts: the list with the largest
 *
 *     Σ_w ln(1 + n_w), n_w = occurrences of its word w
 *
 * The logarithm makes many words of a list count more than one that happens to be frequent. English
 * is chosen unless another list has at least twice its weight.
 *
 * @param words all words of the texts, lower case
 */
export function stopWordsOf(words: Iterable<string>): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const weight = (list: ReadonlySet<string>) => {
    let sum = 0
    for (const word of list) sum += Math.log(1 + (counts.get(word) ?? 0))
    return sum
  }
  let [best, max] = [STOP_WORDS, MIN_RATIO * weight(STOP_WORDS)]
  for (const list of OTHERS) {
    const own = weight(list)
    if (own > max) [best, max] = [list, own]
  }
  return best
}
