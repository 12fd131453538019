import { dayOf, everything, hex, jsonLines, type Layout, pythonLines } from './layout.ts'

const ruby = (seconds: number) => {
  const [weekday, day, month, year, time] = new Date(seconds * 1000).toUTCString().split(/,? /)
  return `${weekday} ${month} ${day} ${time} +0000 ${year}`
}
const book = (n: number) => String(5_333_000 + n)

/** https://cseweb.ucsd.edu/~jmcauley/datasets/goodreads.html */
export const goodreads: Layout = {
  name: 'goodreads',
  files: ({ items, events }) => ({
    'goodreads_interactions_poetry.json.gz': jsonLines(
      events.map((e, n) => ({
        user_id: hex(e.user, 32),
        book_id: book(e.item),
        review_id: hex(n + 1000, 32),
        is_read: true,
        rating: e.rating,
        review_text_incomplete: '',
        date_added: ruby(e.time),
        date_updated: ruby(e.time + 60),
        read_at: '',
        started_at: '',
      })),
    ),
    'goodreads_books_poetry.json.gz': jsonLines(
      items.map(({ n, title, year }) => ({
        isbn: '',
        text_reviews_count: '1',
        series: [],
        country_code: 'US',
        language_code: 'eng',
        popular_shelves: [{ count: '2', name: 'to-read' }],
        asin: '',
        is_ebook: 'false',
        average_rating: '3.83',
        kindle_asin: '',
        similar_books: [],
        description: `About ${title}`,
        format: 'Paperback',
        link: `https://www.goodreads.example/book/show/${book(n)}`,
        authors: [{ author_id: '589', role: '' }],
        publisher: 'Acme',
        num_pages: '80',
        publication_day: '13',
        isbn13: '',
        publication_month: '9',
        edition_information: '',
        publication_year: String(year),
        url: `https://www.goodreads.example/book/show/${book(n)}-x`,
        image_url: `https://images.gr.example/books/${book(n)}.jpg`,
        book_id: book(n),
        ratings_count: '46',
        work_id: String(500 + n),
        title,
        title_without_series: title,
      })),
    ),
  }),
  expected: (world) => everything(world, book),
}

const app = (n: number) => String(761_140 + n * 10)

/** https://cseweb.ucsd.edu/~jmcauley/datasets.html#steam_data: both are Python. */
export const steam: Layout = {
  name: 'steam',
  files: ({ items, events }) => ({
    'steam_reviews.json.gz': pythonLines(
      events.map((e, n) => ({
        username: `Player's ${e.user}`,
        hours: e.rating * 1.5,
        products: 41,
        product_id: app(e.item),
        page_order: n % 10,
        date: dayOf(e.time),
        text: 'This would not be acceptable.\nIt is.',
        early_access: false,
        page: 1,
      })),
      'u',
    ),
    'steam_games.json.gz': pythonLines(
      items.map(({ n, title, price, group }) => ({
        publisher: 'Acme',
        genres: [group, 'Indie'],
        app_name: title,
        title,
        url: `http://store.steam.example/app/${app(n)}/`,
        release_date: '2018-01-04',
        tags: ['Strategy', 'Indie'],
        discount_price: 4.49,
        reviews_url: `http://steam.example/app/${app(n)}/reviews/`,
        specs: ['Single-player'],
        price: n % 5 ? price : 'Free To Play',
        early_access: false,
        id: app(n),
        developer: 'Acme',
      })),
      'u',
    ),
  }),
  expected: (world) => everything(world, app),
}
