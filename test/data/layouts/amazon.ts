import { everything, jsonLines, type Layout, pythonLines } from './layout.ts'

const asin = (n: number) => `B00${String(n * 7919).padStart(7, '0')}`
const reviewer = (n: number) => `A${String(n * 104_729).padStart(12, '0')}Q`
const reviewTime = (seconds: number, pad: number) => {
  const at = new Date(seconds * 1000)
  const [month, day] = [at.getUTCMonth() + 1, at.getUTCDate()].map(String)
  return `${month.padStart(2, '0')} ${day.padStart(pad, '0')}, ${at.getUTCFullYear()}`
}

/** https://jmcauley.ucsd.edu/data/amazon/ (2014): reviews are JSON, metadata Python. */
export const amazon2014: Layout = {
  name: 'amazon-2014',
  files: ({ items, events }) => ({
    'reviews_Beauty_5.json.gz': jsonLines(
      events.map((e) => ({
        reviewerID: reviewer(e.user),
        asin: asin(e.item),
        reviewerName: `Reader ${e.user}`,
        helpful: [0, 0],
        reviewText: 'I\'d say: "good".',
        overall: e.rating,
        summary: 'Good',
        unixReviewTime: e.time,
        reviewTime: reviewTime(e.time, 2),
      })),
    ),
    'meta_Beauty.json.gz': pythonLines(
      items.map(({ n, title, price, group }) => ({
        asin: asin(n),
        description: `About ${title}, the reader's choice`,
        title,
        price,
        imUrl: `http://ecx.images.example/images/I/${n}.jpg`,
        related: { also_bought: [asin((n % 12) + 1)] },
        salesRank: { Beauty: 100 + n },
        brand: 'Acme',
        categories: [['Beauty', group]],
      })),
    ),
  }),
  expected: (world) => everything(world, asin),
}

/** https://cseweb.ucsd.edu/~jmcauley/datasets/amazon_v2/ (2018) */
export const amazon2018: Layout = {
  name: 'amazon-2018',
  files: ({ items, events }) => ({
    'All_Beauty.json.gz': jsonLines(
      events.map((e) => ({
        overall: e.rating,
        verified: true,
        reviewTime: reviewTime(e.time, 1),
        reviewerID: reviewer(e.user),
        asin: asin(e.item),
        ...(e.item % 2 && { style: { 'Size:': ' 7.0 oz' } }),
        reviewerName: `Reader ${e.user}`,
        reviewText: 'Good.',
        summary: 'Good',
        unixReviewTime: e.time,
      })),
    ),
    'meta_All_Beauty.json.gz': jsonLines(
      items.map(({ n, title, price, group }) => ({
        category: ['Beauty', group],
        tech1: '',
        description: ['Part one', 'Part two'],
        fit: '',
        title,
        also_buy: [asin((n % 12) + 1)],
        image: [`https://images.example/${n}._US40_.jpg`],
        tech2: '',
        brand: 'Acme',
        feature: [],
        rank: `${n},573 in Beauty & Personal Care (`,
        also_view: [],
        details: { 'ASIN: ': asin(n) },
        main_cat: 'All Beauty',
        similar_item: '',
        date: '',
        price: n % 4 ? `$${price.toFixed(2)}` : '',
        asin: asin(n),
      })),
    ),
  }),
  expected: (world) => everything(world, asin),
}

/** https://amazon-reviews-2023.github.io/ */
export const amazon2023: Layout = {
  name: 'amazon-2023',
  files: ({ items, events }) => ({
    'All_Beauty.jsonl.gz': jsonLines(
      events.map((e) => ({
        rating: e.rating,
        title: 'Good',
        text: 'Good.<br />Really.',
        images: e.item % 2 ? [] : [{ small_image_url: 'https://images.example/s.jpg' }],
        asin: `${asin(e.item).slice(0, -1)}X`,
        parent_asin: asin(e.item),
        user_id: `AG${reviewer(e.user)}`,
        timestamp: e.time * 1000 + 923,
        helpful_vote: 0,
        verified_purchase: true,
      })),
    ),
    'meta_All_Beauty.jsonl.gz': jsonLines(
      items.map(({ n, title, price, group }) => ({
        main_category: 'All Beauty',
        title,
        average_rating: 4.8,
        rating_number: 10,
        features: [],
        description: ['Part one'],
        price: n % 2 ? price : null,
        images: [
          {
            thumb: `https://images.example/${n}_SS40_.jpg`,
            large: `https://images.example/${n}.jpg`,
            variant: 'MAIN',
            hi_res: null,
          },
        ],
        videos: [],
        store: 'Acme',
        categories: ['Beauty', group],
        details: { 'Package Dimensions': '7 x 5 inches', UPC: '617390882781' },
        parent_asin: asin(n),
        bought_together: null,
      })),
    ),
  }),
  expected: (world) => everything(world, asin),
}
