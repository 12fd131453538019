import { expect, test } from 'vitest'
import { joinLevels, readCategories } from '../../../training/data/items/categories.ts'
import type { Value } from '../../../training/data/items/structure.ts'

test.each<[Value[], (string[] | null | undefined)[]]>([
  [['A > B, Sale'], [['A > B', 'Sale']]],
  [['A &gt; B|C'], [['A > B', 'C']]],
  [
    ['A » B', 'C -> D', 'E::F'],
    [['A > B'], ['C > D'], ['E > F']],
  ],
  [
    ['Group 0,Deals', 'Group 1,Deals'],
    [
      ['Group 0', 'Deals'],
      ['Group 1', 'Deals'],
    ],
  ],
  [['A;B'], [['A', 'B']]],
  [['2271 - Apparel > Dresses'], [['Apparel > Dresses']]],
  [['Default Category/Men/Tops,Default Category/Sale'], [['Men > Tops', 'Sale']]],
  [
    ['Home:Garden:Lamps', 'Home:Garden:Chairs'],
    [['Home > Garden > Lamps'], ['Home > Garden > Chairs']],
  ],
  [
    ["{'A', 'B'}", "('A', 'B')", '{A,"B, C"}'],
    [
      ['A', 'B'],
      ['A', 'B'],
      ['A', 'B, C'],
    ],
  ],
  [
    ['(no genres listed)', 'Uncategorized', 'Drama'],
    [null, null, ['Drama']],
  ],
  [
    [
      {
        '@type': 'BreadcrumbList',
        itemListElement: [
          { '@type': 'ListItem', position: 1, name: 'Shoes', item: 'https://x.example' },
          { '@type': 'ListItem', position: 2, item: { '@id': '/boots', name: 'Boots' } },
        ],
      },
    ],
    [['Shoes > Boots']],
  ],
  [['a\\, b, c'], [['a, b', 'c']]],
  [['Root/A,Root/B'], [['Root > A', 'Root > B']]],
  [
    ['Men/Shoes', 'Men/Shirts', 'Women/Shoes'],
    [['Men > Shoes'], ['Men > Shirts'], ['Women > Shoes']],
  ],
  [
    ['Food/Drink', 'Tea/Coffee'],
    [['Food/Drink'], ['Tea/Coffee']],
  ],
  [
    ['toys.cars', 'toys.dolls', 'home.lamp'],
    [['toys > cars'], ['toys > dolls'], ['home > lamp']],
  ],
  [
    ['Home, Garden & Tools > A', 'Home, Garden & Tools > B, Sale'],
    [['Home, Garden & Tools > A'], ['Home, Garden & Tools > B', 'Sale']],
  ],
  [['Home, Garden & Tools | Toys'], [['Home, Garden & Tools', 'Toys']]],
  [
    ['Toys, Books & Games', 'Toys'],
    [['Toys', 'Books & Games'], ['Toys']],
  ],
  [['["A > B","C"]'], [['A > B', 'C']]],
  [
    ["['Group 0', 'Deals']", '[]'],
    [['Group 0', 'Deals'], null],
  ],
  [["'Group 0', 'Deals'"], [['Group 0', 'Deals']]],
  [["[{'id': 18, 'name': 'Drama'}]"], [['Drama']]],
  [[['Beauty', 'Skin, dry']], [['Beauty', 'Skin, dry']]],
  [[[['Beauty', 'Skin']]], [['Beauty > Skin']]],
  [[{ lvl0: 'Books', lvl1: 'Books > Art' }], [['Books > Art']]],
  [[{ lvl0: ['A', 'B'], lvl1: ['A > C'] }], [['B', 'A > C']]],
  [[{ lvl0: 'A', lvl1: 'B' }], [['A > B']]],
  [[{ id: 3, name: 'Shoes', parent: { name: 'Wear' } }], [['Wear > Shoes']]],
  [
    [
      [
        { level: 0, name: 'A' },
        { level: 1, name: 'B' },
      ],
    ],
    [['A > B']],
  ],
  [
    [{ en: 'Shoes', de: 'Schuhe' }, { any: { thing: 1 } }],
    [['Shoes'], null],
  ],
  [
    ['<b>Sale</b> &amp; more', 12, 'N/A', null, undefined],
    [['Sale & more'], ['12'], null, null, undefined],
  ],
])('%j', (cells, paths) => {
  expect(readCategories(cells)).toEqual(paths)
})

test('levels in columns of their own are one path, or repeat what is above them', () => {
  expect(
    joinLevels([
      [['A'], ['A'], null, undefined],
      [['B'], ['A > B'], ['C'], undefined],
    ]),
  ).toEqual([['A > B'], ['A > B'], ['C'], undefined])
})
