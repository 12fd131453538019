import { csv, dayOf, everything, hex, type Layout, lines } from './layout.ts'

/** https://www.kaggle.com/datasets/retailrocket/ecommerce-dataset: it has no titles. */
export const retailrocket: Layout = {
  name: 'retailrocket',
  files: ({ items, events }) => {
    const kinds = ['view', 'view', 'addtocart', 'transaction']
    const properties = items.map(({ n }) => [1_435_460_400_000, n, 'categoryid', 1000 + (n % 3)])
    const available = items.map(({ n }) => [1_433_041_200_000, n, 'available', n % 2])
    return {
      'category_tree.csv': csv('categoryid,parentid', [
        [1000, 213],
        [1001, 213],
        [1002, ''],
      ]),
      'events.csv': csv(
        'timestamp,visitorid,event,itemid,transactionid',
        events.map((e, n) => {
          const kind = kinds[n % kinds.length]
          return [e.time * 1000 + 517, e.user, kind, e.item, kind === 'transaction' ? n : '']
        }),
      ),
      'item_properties_part1.csv': csv('timestamp,itemid,property,value', properties),
      'item_properties_part2.csv': csv('timestamp,itemid,property,value', available),
    }
  },
  expected: (world) => ({ ...everything(world, String), title: null }),
}

/** https://www.kaggle.com/datasets/chadgostopp/recsys-challenge-2015: no header, no titles. */
export const yoochoose: Layout = {
  name: 'yoochoose',
  files: ({ events }) => {
    const item = (n: number) => 214_536_500 + n
    const iso = (seconds: number) => new Date(seconds * 1000 + 277).toISOString()
    const bought = events.filter(({ user }) => user % 3 === 0)
    return {
      'dataset-README.txt': 'SUMMARY\n\nInvented.\n',
      'yoochoose-buys.dat': lines(
        bought.map((e) => [e.user, iso(e.time + 90), item(e.item), 12_462, 1].join(',')),
      ),
      'yoochoose-clicks.dat': lines(
        events.map((e, n) => [e.user, iso(e.time), item(e.item), n % 9 ? 0 : 'S'].join(',')),
      ),
      'yoochoose-test.dat': lines(
        events.slice(0, 9).map((e) => [e.user + 100, iso(e.time), item(e.item), 0].join(',')),
      ),
    }
  },
  // Sessions of the challenge's test file are no training data.
  expected: (world) => {
    const all = everything(world, String)
    const bought = world.events.filter(({ user }) => user % 3 === 0).length
    return { ...all, events: all.events + bought, title: null }
  },
}

/** https://www.kaggle.com/datasets/psparks/instacart-market-basket-analysis */
export const instacart: Layout = {
  name: 'instacart',
  files: ({ items, events }) => {
    const PER_ORDER = 2
    const orders = events.flatMap((e, n) =>
      n % PER_ORDER === 0
        ? [{ id: 2000 + n / PER_ORDER, user: e.user, at: (n / PER_ORDER) % 3 }]
        : [],
    )
    const set = ['prior', 'prior', 'train']
    const linesOf = (name: string) =>
      csv(
        'order_id,product_id,add_to_cart_order,reordered',
        events.flatMap((e, n) => {
          const order = orders[Math.floor(n / PER_ORDER)]
          return set[order.at] === name ? [[order.id, e.item, (n % PER_ORDER) + 1, 0]] : []
        }),
      )
    return {
      'aisles.csv': csv('aisle_id,aisle', [
        [1, 'prepared soups salads'],
        [2, 'specialty cheeses'],
      ]),
      'departments.csv': csv('department_id,department', [
        [1, 'deli'],
        [2, 'dairy eggs'],
      ]),
      'order_products__prior.csv': linesOf('prior'),
      'order_products__train.csv': linesOf('train'),
      'orders.csv': csv(
        'order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order',
        orders.map(({ id, user, at }) => [id, user, set[at], at + 1, 2, '08', at ? '15.0' : '']),
      ),
      'products.csv': csv(
        'product_id,product_name,aisle_id,department_id',
        items.map(({ n, title }) => [n, title, 1 + (n % 2), 1 + (n % 2)]),
      ),
    }
  },
  expected: (world) => everything(world, String),
}

const article = (n: number) => `0${108_775_000 + n}`

/** https://www.kaggle.com/competitions/h-and-m-personalized-fashion-recommendations/data */
export const handm: Layout = {
  name: 'h-and-m',
  files: ({ items, events }) => ({
    'articles.csv': csv(
      'article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,graphical_appearance_no,graphical_appearance_name,colour_group_code,colour_group_name,perceived_colour_value_id,perceived_colour_value_name,perceived_colour_master_id,perceived_colour_master_name,department_no,department_name,index_code,index_name,index_group_no,index_group_name,section_no,section_name,garment_group_no,garment_group_name,detail_desc',
      items.map(({ n, title, group }) => [
        article(n),
        article(n).slice(0, 7),
        title,
        253,
        'Vest top',
        'Garment Upper body',
        1_010_016,
        'Solid',
        '09',
        'Black',
        4,
        'Dark',
        5,
        'Black',
        1676,
        group,
        'A',
        'Ladieswear',
        1,
        'Ladieswear',
        16,
        'Womens Everyday Basics',
        1002,
        'Jersey Basic',
        'Jersey top, with narrow straps.',
      ]),
    ),
    'customers.csv': csv(
      'customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code',
      [...new Set(events.map(({ user }) => user))].map((user) => [
        hex(user, 64),
        '',
        '',
        'ACTIVE',
        'NONE',
        '49.0',
        hex(user + 500, 64),
      ]),
    ),
    'sample_submission.csv': csv(
      'customer_id,prediction',
      events.slice(0, 3).map((e) => [hex(e.user, 64), `${article(1)} ${article(2)}`]),
    ),
    'transactions_train.csv': csv(
      't_dat,customer_id,article_id,price,sales_channel_id',
      events.map((e) => [
        dayOf(e.time),
        hex(e.user, 64),
        article(e.item),
        (0.05 + e.rating / 1000).toFixed(16),
        2,
      ]),
    ),
  }),
  expected: (world) => everything(world, article),
}
