import { expect, it } from 'vitest'
import { expectedOf } from '../../training/api/expected.ts'

it('gives the measured shops that surround a number of events', () => {
  const around = (events: number) => expectedOf(events).map((each) => each.events)
  expect(around(0)).toEqual([])
  expect(around(500)).toEqual([9_878])
  expect(around(9_878)).toEqual([9_878, 19_057])
  expect(around(50_000)).toEqual([39_025, 79_270])
  expect(around(1e7)).toEqual([198_502])
})
