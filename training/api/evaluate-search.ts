import { resolve } from 'node:path'
import { buildIndex, cover, readQuery } from '@tacit-rec/engine'
import { TacitError } from '@tacit-rec/pack'
import { judgeSearch, readJudgedQueries } from '../search/index.ts'

export interface EvaluateSearchOptions {
  /** Folder of `items`, `queries` and `judgements`. */
  data: string
}

export interface EvaluateSearchResult {
  task: 'search'
  /** NDCG@10 of what `search` does by default. */
  ndcg10: number
  /** NDCG@10 by words, trigrams and pairs of words alone. */
  ndcg10Lexical: number
  /** Share of queries that find nothing, 0…1. */
  empty: number
  queries: number
  items: number
  /** Milliseconds to index the items' texts. */
  index: number
  /** Mean milliseconds of one query. */
  query: number
  seconds: number
}

/** The lowest relevance of the scale 1…3, which is also that of an item without a judgement. */
const LOWEST = 1

/**
 * Judges `search` on queries whose results people judged. The test part counts where the queries
 * have parts.
 *
 * @throws TacitError `search/file`, `search/column`, `search/relevance` or `search/queries`
 * @example
 * const { ndcg10 } = await evaluateSearch({ data: 'judged-queries' })
 */
export async function evaluateSearch({
  data,
}: EvaluateSearchOptions): Promise<EvaluateSearchResult> {
  const began = performance.now()
  const { texts, queries } = await readJudgedQueries(resolve(data))
  const hasParts = queries.some(({ part }) => part === 'test')
  const test = queries.filter(
    ({ part, judged }) => judged.size > 0 && (!hasParts || part === 'test'),
  )
  if (test.length === 0)
    throw new TacitError(
      'search/queries',
      `${data}: no query of the test part has a judgement of a known item: ` +
        'check that judgements name the ids of queries and items',
    )
  const beforeIndex = performance.now()
  const index = buildIndex(texts)
  const indexed = performance.now()
  const lexical = judgeSearch(test, (query) => cover(index, readQuery(query)), LOWEST)
  const now = performance.now()
  return {
    task: 'search',
    ndcg10: lexical.ndcg10,
    ndcg10Lexical: lexical.ndcg10,
    empty: lexical.empty,
    queries: lexical.queries,
    items: texts.length,
    index: indexed - beforeIndex,
    query: (now - indexed) / test.length,
    seconds: (now - began) / 1000,
  }
}
