import { describe, expect, it, test } from 'vitest'
import { denseVectors, textNeighbours, words } from '../../training/intents/index.ts'

// Titles as shops write them, three groups of five; a group's common words are anywhere.
const SHOPS: [string, string[][]][] = [
  [
    'Chinese',
    [
      ['红色口红套装', '哑光口红', '持久不脱色口红', '迪奥口红女士', '滋润保湿口红笔'],
      ['西湖龙井绿茶', '绿茶茶包', '明前绿茶礼盒', '有机绿茶散装', '日式绿茶粉'],
      ['纯棉毛巾', '洗脸毛巾两条装', '加厚吸水毛巾', '儿童毛巾', '酒店毛巾白色'],
    ],
  ],
  [
    'Japanese',
    [
      ['マットな口紅', '赤い口紅セット', '落ちにくい口紅', '保湿口紅ピンク', '高級口紅限定版'],
      ['静岡の緑茶', '緑茶ティーバッグ', '有機緑茶粉末', '冷たい緑茶飲料', '贈り物用緑茶缶'],
      ['今治産タオル', 'バスタオル大判', '吸水タオル白', '子供用タオル', '薄手のタオル三枚組'],
    ],
  ],
  [
    'Thai',
    [
      ['ลิปสติกสีแดง', 'ชุดลิปสติกเนื้อแมตต์', 'ลิปสติกติดทน', 'กล่องลิปสติก', 'แท่งลิปสติกบำรุง'],
      ['ชาเขียวญี่ปุ่น', 'ผงชาเขียว', 'เครื่องดื่มชาเขียวเย็น', 'ถุงชาเขียว', 'ใบชาเขียวแท้'],
      ['ผ้าขนหนูสีขาว', 'ชุดผ้าขนหนู', 'ผ้าขนหนูเด็ก', 'โรงแรมผ้าขนหนูหนา', 'แขวนผ้าขนหนู'],
    ],
  ],
]

describe.each(SHOPS)('titles in %s', (_, groups) => {
  const texts = groups.flat()
  const groupOf = (row: number) => Math.floor(row / 5)
  const same = (row: number, other: number) => groupOf(row) === groupOf(other)

  it('are neighbours of those that share a word', async () => {
    const { offsets, index, values } = await textNeighbours(texts)
    for (const row of texts.keys()) {
      const [from, to] = [offsets[row], offsets[row + 1]]
      const found = [...index.subarray(from, to)]
      expect(found.filter((other) => same(row, other))).toHaveLength(4)
      const best = found.toSorted(
        (a, b) => values[from + found.indexOf(b)] - values[from + found.indexOf(a)],
      )
      expect(best.slice(0, 4).every((other) => same(row, other))).toBe(true)
    }
  })

  it('have dense vectors nearest to those of their group', () => {
    const v = denseVectors(texts, { width: 8, seed: 1 })
    const dot = (a: number, b: number) =>
      [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, c) => sum + v[a * 8 + c] * v[b * 8 + c], 0)
    for (const row of texts.keys()) {
      const others = [...texts.keys()].filter((other) => other !== row)
      const nearest = others.sort((a, b) => dot(row, b) - dot(row, a)).slice(0, 4)
      expect(nearest.every((other) => same(row, other))).toBe(true)
    }
  })
})

test('runs without spaces are segmented into words, which may be one character', () => {
  expect(words('红色口红套装')).toEqual(['红色', '口红', '套装'])
  expect(words('茶 の tea')).toEqual(['茶', 'の', 'tea'])
  expect(words('赤いlip balm 50ml')).toEqual(['赤い', 'lip', 'balm', '50ml'])
})
