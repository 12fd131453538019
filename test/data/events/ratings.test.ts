import { describe, expect, test } from 'vitest'
import { loader, said } from './load.ts'

const load = loader()
const opinions = async (header: string, values: string[], options = {}) => {
  const data = await load(
    [`user,item,${header}`, ...values.map((value, n) => `u,${n},${value}`)],
    options,
  )
  return said(data).map((line) => Number(line.split(' ').at(-1)))
}

describe('ratings', () => {
  test.each([
    ['1 to 5', ['5', '4', '3', '2', '1'], [1, 1, 1, -1, -1]],
    ['3 is below the mean of a kind user', ['5', '5', '3', '5'], [1, 1, 0, 1]],
    ['half stars', ['5', '4.5', '2.5', '0.5'], [1, 1, -1, -1]],
    ['1 to 10, −1 is not rated', ['10', '9', '-1', '2', '-1'], [1, 1, 0, -1, 0]],
    ['0 to 100', ['100', '90', '20'], [1, 1, -1]],
    ['up and down', ['1', '-1', '1'], [1, -1, 1]],
    ['a decimal comma', ['"4,5"', '"1,5"', '5'], [1, -1, 1]],
    ['4/5, and stars', ['4/5', '1 out of 5', '★★★★★'], [1, -1, 1]],
    ['percent', ['100%', '80 %', '20%'], [1, 1, -1]],
    ['a blank one says nothing', ['5', 'null', '5', '1'], [1, 1, 1, -1]],
    ['all equal', ['3', '3', '3'], [1, 1, 1]],
    ['hardly a like', ['1', '1', '1', '1'], [1, 1, 1, 1]],
  ])('%s', async (_, values, expected) => {
    expect(await opinions('rating', values)).toEqual(expected)
  })

  test('many zeros in a scale from 1 are not rated, as in Book-Crossing', async () => {
    const values = ['0', '0', '0', '0', '10', '8', '7', '1']
    expect(await opinions('Book-Rating', values)).toEqual([0, 0, 0, 0, 1, 1, 1, -1])
  })

  test('a column of another name is none, and that is told', async () => {
    const values = ['u,a,5', 'u,b,1', 'v,a,5', 'v,b,1']
    const { opinion, report } = await load(['user,item,value', ...values])
    expect(opinion).toBeNull()
    expect(report.notes[0]).toBe(
      'Column "value": 2 of 4 values are 2 or less. They are not taken as dislikes, since its name says no rating: pass --rating-scale 1..5 if the values are ratings.',
    )
    const rated = await load(['user,item,value', ...values], { ratingScale: [1, 5] })
    expect(rated.opinion).toEqual(Int8Array.of(1, -1, 1, -1))
  })

  test('quantities are not judged; negative ones are told', async () => {
    const { opinion, report } = await load(['user,item,quantity', 'u,a,1', 'u,b,5', 'v,b,-2'])
    expect(opinion).toBeNull()
    expect(report.notes[0]).toContain('Column "quantity": 1 of 3 values are negative')
    expect((await load(['user,item,quantity', 'u,a,1', 'u,b,5'])).report.notes).toEqual([])
  })

  test('values of the kind rate are ratings', async () => {
    const data = await load([
      'user,item,kind,value',
      'u,a,rate,1',
      'u,b,rate,5',
      'u,c,purchase,1',
      'u,d,view,',
    ])
    expect(said(data)).toEqual(['u a rate -1', 'u b rate 1', 'u c purchase 1', 'u d view 1'])
  })

  test('a rating that is no number is blank, and told', async () => {
    const { value, report } = await load(['user,item,rating', 'u,a,5', 'u,b,4', 'u,c,good'])
    expect(value).toEqual(Float32Array.of(5, 4, Number.NaN))
    expect(report.notes[0]).toBe('1 values of "rating" are no numbers: they count as blank.')
  })
})

describe('--like', () => {
  test.each([
    ['rating>=4', [1, 1, 0, -1]],
    ['value > 4', [1, 0, 0, -1]],
    ['stars<=2', [0, 0, 0, 1]],
  ])('%s', async (like, expected) => {
    expect(await opinions('stars', ['5', '4', '3', '1'], { like })).toEqual(expected)
  })

  test('by kind', async () => {
    const lines = ['user,item,kind', 'u,a,view', 'u,b,buy']
    expect((await load(lines, { like: 'kind=purchase' })).opinion).toEqual(Int8Array.of(0, 1))
  })

  test('an unknown column is refused', async () => {
    await expect(load(['user,item', 'u,a'], { like: 'mood=good' })).rejects.toThrow(
      '--like mood=good: no column "mood" (found: user, item): correct the name',
    )
  })
})
