import { describe, expect, test } from 'vitest'
import { chooseColumns } from '../../../training/data/columns/index.ts'
import { rows, table } from './source.ts'

const choose = (header: string) => chooseColumns(table(header), 'items')

test.each<[string, string, Record<string, string>, Record<string, string>]>([
  [
    'Shopify',
    'Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src,Cost per item,Status',
    {
      id: 'Handle',
      title: 'Title',
      description: 'Body (HTML)',
      categories: 'Product Category',
      image: 'Image Src',
      price: 'Variant Price',
      status: 'Status',
    },
    { brand: 'Vendor', tags: 'Tags' },
  ],
  [
    'WooCommerce',
    'ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,In stock?,Stock,Sale price,Regular price,Categories,Tags,Images,Parent',
    {
      id: 'ID',
      title: 'Name',
      description: 'Description',
      categories: 'Categories',
      image: 'Images',
      price: 'Regular price',
      availability: 'In stock?',
      status: 'Published',
      parent: 'Parent',
    },
    { tags: 'Tags' },
  ],
  [
    'Google Merchant',
    'g:id,title,description,link,condition,price,availability,image link,gtin,brand,google product category,product type,item group id',
    {
      id: 'g:id',
      title: 'title',
      description: 'description',
      url: 'link',
      price: 'price',
      availability: 'availability',
      image: 'image link',
      categories: 'product type',
      parent: 'item group id',
    },
    { brand: 'brand' },
  ],
  [
    'Goodreads',
    'isbn,text_reviews_count,series,country_code,language_code,popular_shelves,asin,average_rating,similar_books,description,link,authors,publisher,publication_year,url,image_url,book_id,title,work_id',
    {
      id: 'book_id',
      title: 'title',
      description: 'description',
      url: 'url',
      image: 'image_url',
    },
    {
      author: 'authors',
      publisher: 'publisher',
      year: 'publication_year',
      language: 'language_code',
    },
  ],
  [
    'H&M',
    'article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,colour_group_name,detail_desc',
    {
      id: 'article_id',
      title: 'prod_name',
      categories: 'product_type_name',
      description: 'detail_desc',
    },
    {},
  ],
  [
    'RecBole',
    'item_id:token,item_name:token_seq,class:token_seq',
    { id: 'item_id:token', title: 'item_name:token_seq', categories: 'class:token_seq' },
    {},
  ],
  [
    'a price that is an object',
    'id,name,price.amount,price.currency,brand.name',
    { id: 'id', title: 'name', price: 'price.amount', currency: 'price.currency' },
    { brand: 'brand.name' },
  ],
  [
    'French',
    'Référence produit,id,Nom,Catégorie,Prix,Marque',
    { id: 'id', title: 'Nom', categories: 'Catégorie', price: 'Prix' },
    { brand: 'Marque' },
  ],
  ['a bare product as id', 'product,title', { id: 'product', title: 'title' }, {}],
  ['a bare product as title', 'product_id,product', { id: 'product_id', title: 'product' }, {}],
])('%s', async (_, header, chosen, extra) => {
  expect(await choose(header)).toMatchObject({ chosen, extra })
  expect(Object.keys((await choose(header)).chosen).sort()).toEqual(Object.keys(chosen).sort())
})

describe('several columns', () => {
  test.each([
    ['id,lvl1,lvl0', ['lvl0', 'lvl1']],
    [
      'id,hierarchicalCategories.lvl0,hierarchicalCategories.lvl1',
      ['hierarchicalCategories.lvl0', 'hierarchicalCategories.lvl1'],
    ],
    ['id,category1,category2,category10', ['category1', 'category2', 'category10']],
    ['id,main_category,sub_category', ['main_category', 'sub_category']],
    ['id,category,category_2', ['category', 'category_2']],
  ])('levels of categories: %s', async (header, levels) => {
    expect((await choose(header)).several).toEqual({ categories: levels })
  })

  test('each status counts', async () => {
    expect((await choose('Handle,Published,Status')).several.status).toEqual([
      'Status',
      'Published',
    ])
  })

  test('titles by language', async () => {
    const { chosen, several, extra } = await choose(
      'id,title_de,name:fr,title-en-GB,description_de',
    )
    expect(chosen).toEqual({ id: 'id', title: 'title-en-GB', description: 'description_de' })
    expect(several.title).toEqual(['title-en-GB', 'title_de', 'name:fr'])
    expect(extra).toEqual({
      title_de: 'title_de',
      title_fr: 'name:fr',
      'title_en-GB': 'title-en-GB',
      description_de: 'description_de',
    })
  })
})

describe('what is public', () => {
  test('costs, stock, suppliers, addresses, notes and unknown columns stay out', async () => {
    const source = table(
      'id,Cost per item,supplier_email,stock,internal_note,category_id,material,maker,tags',
      ...rows(5, (i) => `i${i}|1|s@mail.example|7|later|9|wool|info@maker.example|a`),
    )
    const { extra, ignored } = await chooseColumns(source, 'items')
    expect(extra).toEqual({ tags: 'tags' })
    expect(ignored).toEqual([
      { column: 'maker', why: 'not public: holds addresses or phone numbers' },
      { column: 'Cost per item', why: 'not public: looks like a cost' },
      { column: 'supplier_email', why: 'not public: looks like a supplier' },
      { column: 'stock', why: 'not public: looks like a stock count' },
      { column: 'internal_note', why: 'not public: looks like an internal note' },
      { column: 'category_id', why: 'ids, not names' },
      {
        column: 'material',
        why: 'no known fact, so it is not public; pass --keep material to publish it',
      },
    ])
  })

  test('--keep publishes a column, but no private one', async () => {
    const source = table('id,Material,purchasePrice,contact,info', 'a|wool|1|x|ann@shop.example')
    const keep = (name: string, keepAnyway = false) =>
      chooseColumns(source, 'items', { keep: [name], keepAnyway }, 'items.csv:1')
    expect((await keep('material')).extra).toEqual({ material: 'Material' })
    await expect(keep('purchasePrice')).rejects.toMatchObject({
      code: 'data/keep',
      message:
        'items.csv:1: --keep purchasePrice: column "purchasePrice" looks like a cost, and ' +
        'everybody can read a pack: leave it out, or pass --keep-anyway',
    })
    await expect(keep('info')).rejects.toThrow('holds addresses')
    expect((await keep('info', true)).extra).toEqual({ info: 'info' })
    expect((await keep('season')).notes).toEqual(['--keep season: items.csv:1 has no such column.'])
  })

  test.each([
    ['costume', false],
    ['COGS', true],
    ['wholesalePrice', true],
    ['qty_on_hand', true],
    ['lieferant', true],
    ['ek_preis', true],
    ['hostname', false],
    ['material', false],
    ['E-Mail', true],
    ['binding', false],
  ])('%s', async (name, refused) => {
    const result = chooseColumns(table(`id,${name}`), 'items', { keep: [name] })
    await (refused
      ? expect(result).rejects.toThrow('looks like')
      : expect(result).resolves.toBeTruthy())
  })

  test('a stock column in words tells availability', async () => {
    const source = table('id,stock', 'a|in stock', 'b|sold out')
    expect((await chooseColumns(source, 'items')).chosen.availability).toBe('stock')
  })
})

test('variants as ids have their handle as product', async () => {
  const map = { id: 'Variant SKU' }
  const { chosen } = await chooseColumns(table('Handle,Title,Variant SKU'), 'items', { map })
  expect(chosen).toEqual({ id: 'Variant SKU', parent: 'Handle', title: 'Title' })
})

test('types of the shop system are no categories', async () => {
  const source = table('ID,Type,Name', ...rows(6, (i) => `${i}|simple|N`))
  expect((await chooseColumns(source, 'items')).chosen.categories).toBeUndefined()
})
