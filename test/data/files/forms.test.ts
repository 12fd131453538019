import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { rowsOfFile } from '../../../training/data/files/index.ts'
import { folders } from '../folder.ts'

const folder = folders()

async function rowsOf(content: string | Uint8Array, name = 'table.txt') {
  const rows: Record<string, unknown>[] = []
  for await (const row of rowsOfFile(join(folder({ [name]: content }), name))) rows.push(row)
  return rows
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const PENS = [
  { id: 'p1', title: 'Red pen', price: '2' },
  { id: 'p2', title: 'Blue pen', price: '3' },
]
const CSV = 'id,title,price\np1,Red pen,2\np2,Blue pen,3\n'
const withTabs = CSV.replaceAll(',', '\t')

/** CSV, packed. */
const BZIP2 =
  'QlpoOTFBWSZTWdeYJb4AAA3fgAAQQAQ4ABAAEAAOJVYAIAAhqaZGjTJpoU0yMTExMNlrwD0ad2RWhCiplR7tCmBig6k7fF3JFOFCQ15glvg='

describe('a table of two pens', () => {
  test.each<[string, string | Uint8Array]>([
    ['commas', CSV],
    ['semicolons', CSV.replaceAll(',', ';')],
    ['tabs', withTabs],
    ['bars', CSV.replaceAll(',', '|')],
    ['double colons', CSV.replaceAll(',', '::')],
    ['quotes everywhere', 'id,title,price\n"p1","Red pen","2"\n"p2","Blue pen","3"\n'],
    [
      'a quoted header with blanks',
      '"id", "title", "price"\n"p1", "Red pen", "2"\n"p2", "Blue pen", "3"\n',
    ],
    ['single quotes', "'id','title','price'\n'p1','Red pen','2'\n'p2','Blue pen','3'\n"],
    ['lines in quotes', CSV.replace(/^.*$/gm, (line) => (line ? `"${line}"` : ''))],
    ['carets', CSV.replaceAll(',', '^')],
    ['CR LF', CSV.replaceAll('\n', '\r\n')],
    ['CR alone', CSV.replaceAll('\n', '\r')],
    ['mixed line ends', 'id,title,price\r\np1,Red pen,2\np2,Blue pen,3\r\n'],
    ['no line end at the end', CSV.trimEnd()],
    ['a byte order mark', `\uFEFF${CSV}`],
    ['UTF-16', utf16(CSV)],
    ['UTF-16 without a mark', utf16(CSV).subarray(2)],
    ['UTF-16, big-endian', utf16(CSV).swap16()],
    ['sep=', `sep=;\n${CSV.replaceAll(',', ';')}`],
    ['blank lines', `\n\n${CSV.replaceAll('\n', '\n\n')}`],
    ['lines of blanks and of commas', `${CSV}  \n,,\n`],
    ['comments', `# exported on Monday\n# by ann\n${CSV}`],
    ['a comment as header', `#${CSV}`],
    ['comments with commas', `# of Monday\n# by ann, for bob, and all\n${CSV}`],
    ['a title padded with blanks', `Products of May,,\n,,\n${CSV}`],
    ['lists a line', '["id","title","price"]\n["p1","Red pen","2"]\n["p2","Blue pen","3"]\n'],
    ['a list of lists', '[["id","title","price"],\n["p1","Red pen","2"],["p2","Blue pen","3"]]'],
    [
      'JSON texts with record separators',
      PENS.map((pen) => `\u001e${JSON.stringify(pen)}\n`).join(''),
    ],
    [
      "Elasticsearch's bulk file",
      PENS.map((pen) => `{"index":{"_id":"${pen.id}"}}\n${JSON.stringify(pen)}\n`).join(''),
    ],
    ['a script', `window.pens = ${JSON.stringify(PENS)};\n`],
    [
      "pandas' table with its schema",
      JSON.stringify({ schema: { fields: [{ name: 'id', type: 'string' }] }, data: PENS }),
    ],
    ['a title above the table', `Products of May\n\n${CSV}`],
    ['delimiters at the end', CSV.replaceAll('\n', ',\n').replace('price,', 'price')],
    [
      'JSON lines',
      '{"id":"p1","title":"Red pen","price":"2"}\n{"id":"p2","title":"Blue pen","price":"3"}\n',
    ],
    ['a JSON list', JSON.stringify(PENS)],
    ['a pretty JSON list', JSON.stringify(PENS, null, 2)],
    [
      'pretty objects one after another',
      PENS.map((pen) => JSON.stringify(pen, null, 2)).join('\n'),
    ],
    ['a wrapped list', JSON.stringify({ count: 2, products: PENS })],
    ['a pretty wrapped list', JSON.stringify({ data: { items: PENS } }, null, 2)],
    [
      'objects by id',
      '{"p1":{"title":"Red pen","price":"2"},"p2":{"title":"Blue pen","price":"3"}}',
    ],
    [
      'columns of pandas',
      '{"id":{"0":"p1","1":"p2"},"title":{"0":"Red pen","1":"Blue pen"},"price":{"0":"2","1":"3"}}',
    ],
    [
      'Python objects',
      "{u'id': u'p1', 'title': 'Red pen', 'price': '2'}\n{'id': 'p2', 'title': \"Blue pen\", 'price': '3'}\n",
    ],
    [
      'trailing commas',
      '{"id":"p1","title":"Red pen","price":"2",}\n{"id":"p2","title":"Blue pen","price":"3",}\n',
    ],
    ['gzip', gzipSync(CSV)],
    ['two gzip members', Buffer.concat([gzipSync(CSV.slice(0, 20)), gzipSync(CSV.slice(20))])],
    ['zstd', zstdCompressSync(CSV)],
    ['bzip2', Buffer.from(BZIP2, 'base64')],
    ['gzip in gzip', gzipSync(gzipSync(CSV))],
    ['gzip of UTF-16', gzipSync(utf16(CSV))],
  ])('%s', async (_, content) => {
    expect(await rowsOf(content)).toEqual(PENS)
  })
})

describe('cells', () => {
  test.each<[string, string | Uint8Array, Record<string, unknown>[]]>([
    [
      'Windows-1252',
      latin1('id,title\na,Caf\xe9\nb,5 \x80\n'),
      [
        { id: 'a', title: 'Café' },
        { id: 'b', title: '5 €' },
      ],
    ],
    [
      'UTF-8 with a line of Windows-1252',
      Buffer.concat([Buffer.from('id,title\na,Café\n'), latin1('b,Th\xe9\n')]),
      [
        { id: 'a', title: 'Café' },
        { id: 'b', title: 'Thé' },
      ],
    ],
    [
      'Windows-1251',
      Buffer.from([
        ...latin1('id,title\na,'),
        0xca,
        0xed,
        0xe8,
        0xe3,
        0xe0,
        0x20,
        0xee,
        0x20,
        0xe2,
        0xee,
        0xe9,
        0xed,
        0xe5,
        10,
      ]),
      [{ id: 'a', title: 'Книга о войне' }],
    ],
    ['doubled quotes', 'id,title\na,"5"" pen"\n', [{ id: 'a', title: '5" pen' }]],
    [
      'backslashes',
      'id,title\na,"The \\"best\\" pen"\nb,c\n',
      [
        { id: 'a', title: 'The "best" pen' },
        { id: 'b', title: 'c' },
      ],
    ],
    [
      'a quoted word at the start',
      'id,title\na,"Best" pen\nb,c\n',
      [
        { id: 'a', title: '"Best" pen' },
        { id: 'b', title: 'c' },
      ],
    ],
    [
      'inches',
      'id,title\na,pen 5" long\nb,c\n',
      [
        { id: 'a', title: 'pen 5" long' },
        { id: 'b', title: 'c' },
      ],
    ],
    [
      'a text of two lines',
      'id,title\na,"one\ntwo"\nb,c\n',
      [
        { id: 'a', title: 'one\ntwo' },
        { id: 'b', title: 'c' },
      ],
    ],
    [
      'a quote that takes rows with it',
      'id,title\ni1,"one\ni2,two\ni3,three\ni4,four"\ni5,five\n',
      [
        { id: 'i1', title: '"one' },
        { id: 'i2', title: 'two' },
        { id: 'i3', title: 'three' },
        { id: 'i4', title: 'four"' },
        { id: 'i5', title: 'five' },
      ],
    ],
    [
      'a quote that never closes',
      'id,title\ni1,"one\ni2,two\n',
      [
        { id: 'i1', title: '"one' },
        { id: 'i2', title: 'two' },
      ],
    ],
    [
      'tabs and a quote',
      'id\ttitle\ni1\t"one\ni2\ttwo"\n',
      [
        { id: 'i1', title: '"one' },
        { id: 'i2', title: 'two"' },
      ],
    ],
    [
      'tabs and doubled quotes',
      'id\ttitle\ni1\t"a ""b"" c"\ni2\ttwo\n',
      [
        { id: 'i1', title: 'a "b" c' },
        { id: 'i2', title: 'two' },
      ],
    ],
    [
      'decimal commas',
      'id;price\na;1,5\nb;2,5\n',
      [
        { id: 'a', price: '1,5' },
        { id: 'b', price: '2,5' },
      ],
    ],
    ['RecBole', 'id:token\tprice:float\na\t1\n', [{ id: 'a', price: '1' }]],
    [
      'blanks between the columns',
      'id price\na   1\nb 22\n',
      [
        { id: 'a', price: '1' },
        { id: 'b', price: '22' },
      ],
    ],
    [
      'a column twice, one without a name',
      ',id,id\n0,a,b\n',
      [{ 'column 1': '0', id: 'a', 'id (2)': 'b' }],
    ],
    [
      'names of rows, as R writes them',
      'id,price\n"1","a",5\n"2","b",6\n',
      [
        { 'column 1': '1', id: 'a', price: '5' },
        { 'column 1': '2', id: 'b', price: '6' },
      ],
    ],
    [
      'no header',
      '196\t242\t3\t881250949\n186\t302\t3\t891717742\n',
      [
        { 'column 1': '196', 'column 2': '242', 'column 3': '3', 'column 4': '881250949' },
        { 'column 1': '186', 'column 2': '302', 'column 3': '3', 'column 4': '891717742' },
      ],
    ],
    [
      'texts without a header',
      'u1,pen\nu2,ink\nu1,ink\n',
      [
        { 'column 1': 'u1', 'column 2': 'pen' },
        { 'column 1': 'u2', 'column 2': 'ink' },
        { 'column 1': 'u1', 'column 2': 'ink' },
      ],
    ],
    [
      'large integers',
      '{"id":2053013552326770905,"n":1.0,"f":0.1}\n',
      [{ id: '2053013552326770905', n: 1, f: 0.1 }],
    ],
    ['NaN and infinity', '{"id":"a","n":NaN,"m":-Infinity}\n', [{ id: 'a', n: null, m: null }]],
    ['nested values', '{"id":"a","o":{"b":[{"c":1}]}}\n', [{ id: 'a', o: { b: [{ c: 1 }] } }]],
    ['names that differ in case', '{"ID":"a","id":"b"}\n', [{ ID: 'a', id: 'b' }]],
  ])('%s', async (_, content, rows) => {
    expect(await rowsOf(content)).toEqual(rows)
  })
})

test('feeds in XML', async () => {
  const rss = `<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
  <item><g:id>p1</g:id><title>Pen &amp; ink</title><g:price>2 EUR</g:price>
    <g:additional_image_link>a</g:additional_image_link><g:additional_image_link>b</g:additional_image_link></item>
  <item><g:id>p2</g:id><title><![CDATA[<b>Blue</b> pen]]></title>
    <g:shipping><g:country>DE</g:country></g:shipping></item>
</channel></rss>`
  expect(await rowsOf(rss)).toMatchObject([
    { id: 'p1', title: 'Pen & ink', price: '2 EUR', additional_image_link: ['a', 'b'] },
    { id: 'p2', title: '<b>Blue</b> pen', shipping: { country: 'DE' } },
  ])
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>p1</id>
    <title>Pen</title><link href="/p1"/></entry></feed>`
  expect(await rowsOf(atom)).toMatchObject([{ id: 'p1', title: 'Pen', link: '/p1' }])
  const offers = `<?xml version="1.0" encoding="windows-1252"?><yml_catalog><shop><offers>
    <offer id="1" available="true"><name>Caf\xe9</name></offer></offers></shop></yml_catalog>`
  expect(await rowsOf(latin1(offers))).toMatchObject([{ id: '1', available: 'true', name: 'Café' }])
})

describe('what cannot be read', () => {
  test.each<[string, Uint8Array | string, string]>([
    ['a gzip that was cut off', gzipSync(CSV).subarray(0, 40), 'was cut off'],
    ['a gzip without its trailer', gzipSync(CSV).subarray(0, -4), 'was cut off'],
    ['a zstd that was cut off', zstdCompressSync(CSV).subarray(0, -6), 'was cut off'],
    ['a zip that was cut off', Buffer.from('PK\x03\x04 and no more'), 'was cut off'],
    [
      'a gzip with a wrong checksum',
      Buffer.concat([gzipSync(CSV).subarray(0, -8), Buffer.alloc(8, 1)]),
      'damaged',
    ],
    ['Excel', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'save it as CSV'],
    ['a web page', '<!doctype html><html></html>', 'is a web page'],
    ['bytes', Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256), 'unknown file format'],
    ['nothing', '', 'is empty'],
    ['blanks', ' \n', 'is empty'],
    ['a Parquet file that was cut off', 'PAR1 and no more', 'was cut off'],
  ])('%s', async (_, content, message) => {
    await expect(rowsOf(content)).rejects.toThrow(message)
  })
})
