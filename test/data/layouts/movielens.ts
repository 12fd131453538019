import { csv, everything, type Layout, latin1, lines } from './layout.ts'
import type { World } from './world.ts'

type Item = World['items'][number]
const titled = ({ title, year }: Item) => `${title} (${year})`
const GENRES =
  "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western".split(
    '|',
  )

/** https://files.grouplens.org/datasets/movielens/ml-100k-README.txt */
export const movielens100k: Layout = {
  name: 'ml-100k',
  files: ({ items, events }) => {
    const data = events.map((e) => [e.user, e.item, e.rating, e.time].join('\t'))
    const users = [...new Set(events.map(({ user }) => user))]
    return {
      README: 'SUMMARY & USAGE LICENSE\n=======================\n\nInvented.\n',
      'u.data': lines(data),
      'u.genre': lines([...GENRES.map((name, n) => `${name}|${n}`), '']),
      'u.info': `${users.length} users\n${items.length} items\n${events.length} ratings\n`,
      'u.item': latin1(
        lines(
          items.map((item) => {
            const link = `http://us.imdb.com/M/title-exact?${item.title.replaceAll(/\W+/g, '%20')}`
            const flags = GENRES.map((genre) => Number(genre === item.group))
            return [item.n, titled(item), `01-Jan-${item.year}`, '', link, ...flags].join('|')
          }),
        ),
      ),
      'u.occupation': lines(['artist', 'other']),
      'u.user': lines(users.map((user) => `${user}|${20 + user}|M|other|0${8000 + user}`)),
      'u1.base': lines(data.slice(0, -20)),
      'u1.test': lines(data.slice(-20)),
      'ua.base': lines(data.slice(20)),
      'ua.test': lines(data.slice(0, 20)),
    }
  },
  expected: (world) => everything(world, String, titled),
}

/** https://files.grouplens.org/datasets/movielens/ml-1m-README.txt */
export const movielens1m: Layout = {
  name: 'ml-1m',
  files: ({ items, events }) => ({
    README: 'SUMMARY\n=======\n\nInvented.\n',
    'movies.dat': latin1(
      lines(items.map((item) => [item.n, titled(item), `${item.group}|War`].join('::'))),
    ),
    'ratings.dat': lines(events.map((e) => [e.user, e.item, e.rating, e.time].join('::'))),
    'users.dat': lines(
      [...new Set(events.map(({ user }) => user))].map((user) => `${user}::F::25::15::55117`),
    ),
  }),
  expected: (world) => everything(world, String, titled),
}

/** https://files.grouplens.org/datasets/movielens/ml-latest-small-README.html */
export const movielensLatest: Layout = {
  name: 'ml-latest-small',
  files: ({ items, events }) => ({
    'README.txt': 'Summary\n=======\n\nInvented.\n',
    'links.csv': csv(
      'movieId,imdbId,tmdbId',
      items.map(({ n }) => [n, `011${4000 + n}`, 860 + n]),
    ),
    'movies.csv': csv(
      'movieId,title,genres',
      items.map((item) => [item.n, titled(item), `${item.group}|War`]),
    ),
    'ratings.csv': csv(
      'userId,movieId,rating,timestamp',
      events.map((e) => [e.user, e.item, `${e.rating}.0`, e.time]),
    ),
    'tags.csv': csv(
      'userId,movieId,tag,timestamp',
      events.slice(0, 9).map((e) => [e.user, e.item, 'quiet', e.time + 9]),
    ),
  }),
  expected: (world) => everything(world, String, titled),
}
