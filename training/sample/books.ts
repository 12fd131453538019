import classics from './books-classics.json' with { type: 'json' }
import culture from './books-culture.json' with { type: 'json' }
import genre from './books-genre.json' with { type: 'json' }
import ideas from './books-ideas.json' with { type: 'json' }
import literary from './books-literary.json' with { type: 'json' }
import poetryStageComics from './books-poetry-stage-comics.json' with { type: 'json' }
import science from './books-science.json' with { type: 'json' }
import young from './books-young.json' with { type: 'json' }
import intents from './intents.json' with { type: 'json' }

/** One book of the sample. Title, author, year and subjects are facts; the rest is ours. */
export interface Book {
  /** Surname and title: `le-guin-the-dispossessed`. */
  id: string
  title: string
  author: string
  /** Of first publication; negative: BCE. By convention for works older than printing. */
  year: number
  /** Two to four paths such as `Fiction > Science fiction`. */
  categories: string[]
  /** Two or three ids of `sampleIntents()`, the strongest first. */
  intents: string[]
  /** One sentence. */
  description: string
  /** What an LLM is asked for as an item's intent: "It attracts readers who …". */
  summary: string
  /** Invented. */
  price: number
  /** Invented: `in stock`, `on order` or `out of stock`. */
  availability: string
}

/** A reason to pick up a book, shared by many books and many readers. */
export interface Intent {
  id: string
  /** At most four words. */
  name: string
  /** What a reader with this intent looks for. */
  wants: string
}

/** All books, always in the same order. */
export function sampleItems(): Book[] {
  return [
    ...classics,
    ...literary,
    ...genre,
    ...young,
    ...poetryStageComics,
    ...science,
    ...ideas,
    ...culture,
  ]
}

/** The vocabulary of intents, always in the same order. */
export function sampleIntents(): Intent[] {
  return intents
}
