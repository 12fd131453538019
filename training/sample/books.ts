import classics from './books-classics.json' with { type: 'json' }
import culture from './books-culture.json' with { type: 'json' }
import genre from './books-genre.json' with { type: 'json' }
import ideas from './books-ideas.json' with { type: 'json' }
import literary from './books-literary.json' with { type: 'json' }
import poetryStageComics from './books-poetry-stage-comics.json' with { type: 'json' }
import science from './books-science.json' with { type: 'json' }
import young from './books-young.json' with { type: 'json' }
import intents from './intents.json' with { type: 'json' }

/** A book of the sample. Title, author, year and categories are facts; the rest is invented. */
export interface Book {
  /** Surname and title: `le-guin-the-dispossessed`. */
  id: string
  title: string
  author: string
  /** Of first publication; conventional for works older than printing; negative: BCE. */
  year: number
  /** Two to four paths, such as `Fiction > Science fiction`. */
  categories: string[]
  /** Two or three ids of `sampleIntents()`, the strongest first. */
  intents: string[]
  /** One sentence. */
  description: string
  /** As a language model is asked to write it: "It attracts readers who …". */
  summary: string
  /** Invented. */
  price: number
  /** Invented: `in stock`, `backorder` or `out of stock`. */
  availability: string
}

/** A reason to choose a book, shared by many books and readers. */
export interface Intent {
  id: string
  /** At most four words. */
  name: string
  /** What readers with this intent look for. */
  wants: string
}

/** All books, in a fixed order. */
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

/** All intents, in a fixed order. */
export function sampleIntents(): Intent[] {
  return intents
}
