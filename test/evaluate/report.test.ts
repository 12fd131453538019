import { parseHTML } from 'linkedom'
import { expect, it } from 'vitest'
import { reportPage } from '../../training/evaluate/index.ts'

it('is one self-contained file, with every curve drawn', async () => {
  const points = [1, 2, 3].map((x) => ({ x, y: 1 / x }))
  const page = await reportPage({
    title: 'lightgcn <b>',
    facts: { seed: 1, settings: { dim: 32 }, missing: undefined },
    curves: [
      { title: 'loss', x: 'epoch', series: [{ name: 'fit', points }], mark: 2 },
      {
        title: 'Recall@20',
        x: 'λ',
        logarithmic: true,
        series: [
          { name: 'choose', points },
          { name: 'fit', points },
        ],
      },
    ],
    tables: [{ title: 'Tried', rows: [{ lambda: 20, score: 0.123456 }] }],
  })
  const { document } = parseHTML(page)
  expect(document.querySelector('h1')?.textContent).toBe('lightgcn <b>')
  expect(document.querySelectorAll('svg')).toHaveLength(2)
  const lines = (at: number) =>
    document.querySelectorAll('svg')[at].querySelectorAll('[aria-label="line"] path')
  expect([lines(0).length, lines(1).length]).toEqual([1, 2])
  for (const line of lines(0)) expect(line.getAttribute('d')).toMatch(/^M[\d.,L]+$/)
  expect(document.querySelectorAll('svg')[1].textContent).toContain('choose')
  expect(document.body.textContent).toContain('0.1235')
  expect(page).not.toContain('missing')
  expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import/)
})
