import { amazon2014, amazon2018, amazon2023 } from './amazon.ts'
import type { Layout } from './layout.ts'
import { movielens1m, movielens100k, movielensLatest } from './movielens.ts'
import { goodreads, steam } from './reviews.ts'
import { handm, instacart, retailrocket, yoochoose } from './shops.ts'

export { buildWorld } from './world.ts'

/** Twelve public data sets, each read without a flag beyond its path. */
export const LAYOUTS: Layout[] = [
  movielens100k,
  movielens1m,
  movielensLatest,
  amazon2014,
  amazon2018,
  amazon2023,
  goodreads,
  steam,
  retailrocket,
  yoochoose,
  instacart,
  handm,
]
