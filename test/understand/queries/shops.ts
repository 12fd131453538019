import { lexiconOf } from '../../../engine/index.ts'
import { sampleItems } from '../../../training/sample/index.ts'
import { garten } from './garten.ts'

const books = sampleItems()

/** What each shop that the repository holds knows of its own words. */
export const LEXICONS = {
  books: lexiconOf({
    title: books.map(({ title }) => title),
    description: books.map(({ description }) => description),
    categories: books.map(({ categories }) => categories),
    extra: { author: books.map(({ author }) => author), year: books.map(({ year }) => year) },
  }),
  garten: lexiconOf(garten),
}
