import { createRandom } from '../../training/random.ts'

const GENRES = ['Comedy', 'Drama', 'Horror', 'Western', 'Sci-Fi', 'Musical']
const MOODS = 4
const DAY = 86_400

/** How many of what. */
export interface Ratings {
  users?: number
  /** Films per genre and mood. */
  each?: number
  /** Ratings per user. */
  ratings?: number
}

/**
 * Files in the layout of MovieLens' `ml-latest-small`, with planted likes and dislikes: everybody watches
 * two genres, and cannot bear one of four moods, which no file names. Films of these genres get 4 or 5,
 * except in that mood: 1 or 2. A tenth are of another genre and get 3.
 *
 * @param seed the same seed gives the same files
 */
export function plantedRatings(
  seed: number,
  { users = 240, each = 8, ratings = 16 }: Ratings = {},
): Record<string, string> {
  const random = createRandom(seed)
  const films = GENRES.length * MOODS * each
  const genreOf = (film: number) => film % GENRES.length
  const moodOf = (film: number) => Math.floor(film / GENRES.length) % MOODS
  const order = Int32Array.from({ length: films }, (_, film) => film)
  const rows: string[] = []
  for (let user = 0; user < users; user++) {
    const first = random.below(GENRES.length)
    const liked = [first, (first + 1 + random.below(GENRES.length - 1)) % GENRES.length]
    const hated = random.below(MOODS)
    const shelf = Array.from(random.shuffle(order))
    const own = shelf.filter((film) => liked.includes(genreOf(film)))
    const others = shelf.filter((film) => !liked.includes(genreOf(film)))
    for (let n = 0; n < ratings; n++) {
      const isOther = n % 10 === 9
      const film = (isOther ? others : own)[n]
      const rating = isOther ? 3 : (moodOf(film) === hated ? 1 : 4) + random.below(2)
      rows.push(`${user + 1},${film + 1},${rating}.0,${1_400_000_000 + user * 60 + n * DAY}`)
    }
  }
  const movies = Array.from({ length: films }, (_, film) => {
    return `${film + 1},Film ${film + 1} (${1950 + (film % 60)}),${GENRES[genreOf(film)]}`
  })
  return {
    'movies.csv': `movieId,title,genres\n${movies.join('\n')}\n`,
    'ratings.csv': `userId,movieId,rating,timestamp\n${rows.join('\n')}\n`,
  }
}
