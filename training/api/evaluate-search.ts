import { resolve } from 'node:path'
import { buildIndex, cover, join, nearTo, readQuery, towerVector } from '@tacit-rec/engine'
import { TacitError, type Tower } from '@tacit-rec/pack'
import { denseVectors } from '../intents/index.ts'
import { type Progress, silent } from '../progress.ts'
import {
  fitWeighed,
  type JudgedQuery,
  judgeSearch,
  MIN_QUERIES,
  readJudgedQueries,
} from '../search/index.ts'

export interface EvaluateSearchOptions {
  /** Folder of `items`, `queries` and `judgements`. */
  data: string
  /** Default 1. */
  seed?: number
  progress?: Progress
}

export interface EvaluateSearchResult {
  task: 'search'
  /** NDCG@10 of what `search` does: words, and the query tower where it improves the tune part. */
  ndcg10: number
  /** NDCG@10 by words, trigrams and pairs of words alone. */
  ndcg10Lexical: number
  /** Weight of the query tower; 0: it does not improve the tune part, or there is none. */
  tower: number
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
/** Width of the vectors that stand for a pack's items. */
const DIM = 64

/**
 * Judges `search` on queries whose results people judged. The test part counts where the queries
 * have parts; then the tune part stands for a shop's search log, from which the query tower learns,
 * and which decides its weight. Vectors of the texts stand for the items of a pack.
 *
 * @throws TacitError `search/file`, `search/column`, `search/relevance` or `search/queries`
 * @example
 * const { ndcg10 } = await evaluateSearch({ data: 'judged-queries' })
 */
export async function evaluateSearch({
  data,
  seed = 1,
  progress = silent,
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
  const tuned = hasParts ? queries.filter(({ part }) => part === 'tune') : []
  const vectors = denseVectors(texts, { width: DIM, seed })
  const tower = fitTuned(tuned, texts, vectors, { seed, progress })
  const joined = tower
    ? judgeSearch(test, (query) => joinedScores(cover(index, readQuery(query)), query), LOWEST)
    : lexical
  return {
    task: 'search',
    ndcg10: joined.ndcg10,
    ndcg10Lexical: lexical.ndcg10,
    tower: tower?.weight ?? 0,
    empty: joined.empty,
    queries: lexical.queries,
    items: texts.length,
    index: indexed - beforeIndex,
    query: (now - indexed) / test.length,
    seconds: (performance.now() - began) / 1000,
  }

  function joinedScores(coverage: Float32Array, query: string): Float32Array {
    const vector = towerVector(tower!, query)
    const near = vector && { near: nearTo(vector, vectors, DIM), weight: tower!.weight }
    return join(coverage, null, new Float32Array(texts.length), near).map((s) => Math.max(0, s))
  }
}

/** The tower that the tune part gives as a search log; null without one that improves it. */
function fitTuned(
  tuned: readonly JudgedQuery[],
  texts: readonly string[],
  vectors: Float32Array,
  { seed, progress }: { seed: number; progress: Progress },
): Tower | null {
  const log = tuned.flatMap(({ text: query, judged }) =>
    [...judged].flatMap(([item, relevance]) =>
      relevance > LOWEST ? [{ query, item, weight: relevance - LOWEST }] : [],
    ),
  )
  if (tuned.length < MIN_QUERIES) return null
  return fitWeighed(texts, vectors, log, { dim: DIM, seed, progress })
}
