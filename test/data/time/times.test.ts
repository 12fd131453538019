import { TacitError } from '@tacit-rec/pack'
import { describe, expect, test } from 'vitest'
import { quoted, rowsOf, withDuckDB } from '../../../training/data/duckdb.ts'
import { timeOf } from '../../../training/data/events/time/index.ts'
import type { TimeForm } from '../../../training/data/index.ts'

/** A column of texts, or of values of `type`, one user per pair of rows unless `users` says so. */
function read(
  values: readonly (string | null)[],
  asked?: TimeForm,
  { type = 'VARCHAR', users }: { type?: string; users?: string[] } = {},
) {
  return withDuckDB(async (db) => {
    const rows = values.map((value, n) => {
      const cell = value === null ? 'NULL' : `CAST(${quoted(value)} AS ${type})`
      return `(${quoted(users?.[n] ?? `u${n >> 1}`)}, ${cell})`
    })
    await db.run(`CREATE TABLE r AS SELECT * FROM (VALUES ${rows.join(', ')}) AS t("user", "at")`)
    const { sql, ...rest } = await timeOf(db, 'r', 'at', asked)
    const read = await rowsOf(db, `SELECT ${sql} AS t FROM r ORDER BY rowid`)
    return { ...rest, times: read.map(({ t }) => t) }
  })
}

/** What a TacitError of `read` says. */
const refusal = async (values: readonly (string | null)[], asked?: TimeForm): Promise<string> => {
  const error = await read(values, asked).catch((error: unknown) => error)
  if (!(error instanceof TacitError)) return `not refused: ${JSON.stringify(error)}`
  expect(error.code).toBe('data/time')
  return error.message
}

const AT = 1700000000 // 2023-11-14T22:13:20Z
const MINUTE = 1699999980 // 2023-11-14T22:13:00Z
const DAY = 1699920000 // 2023-11-14

describe('numbers', () => {
  test.each([
    ['seconds', '1700000000', '1700000060', AT],
    ['seconds', '1700000000.5', '1700000060', AT + 0.5],
    ['seconds', '1700000000.0', '1700000060.0', AT],
    ['seconds', '1.7e9', '1700000060', AT],
    ['milliseconds', '1700000000000', '1700000060000', AT],
    ['milliseconds', '/Date(1700000000000)/', '/Date(1700000060000+0100)/', AT],
    ['microseconds', '1700000000000000', '1700000060000000', AT],
    ['nanoseconds', '1700000000000000000', '1700000060000000000', AT],
    ['milliseconds', '50000000000', '50000060000', 50_000_000],
    ['dates such as 20231114221420', '20231114221320', '20231114221420', AT],
    ['dates such as 202311142214', '202311142213', '202311142214', MINUTE],
    ['dates such as 20231115', '20231114', '20231115', DAY],
    ['months such as 202312', '202311', '202312', 1698796800],
    ['days of a spreadsheet, such as 45245.5', '45244.92592592593', '45245.5', AT],
    ['days of a spreadsheet, such as 45245', '45244', '45245', DAY],
    ['years', '2023', '2024', 1672531200],
  ])('%s: %s', async (how, first, second, expected) => {
    const { times, ...found } = await read([first, second])
    expect(found.how).toBe(how)
    expect(times[0]).toBe(expected)
  })

  test('seconds among milliseconds are told apart by their size', async () => {
    const { times, notes } = await read(['1700000000', '1700000060000', '1700000120000'])
    expect(times).toEqual([AT, AT + 60, AT + 120])
    expect(notes).toEqual(['times in seconds (1) among milliseconds are told apart by size'])
  })

  test('0 and -1 among times are blank', async () => {
    const { times, notes } = await read(['0', '-1', '1700000000', '1700000060'])
    expect(times).toEqual([null, null, AT, AT + 60])
    expect(notes).toEqual(['column "at": times of 0 or -1 (2) are read as blank'])
  })

  test.each([
    ['0…n−1', ['0', '1', '0', '1', '2'], ['a', 'a', 'b', 'b', 'b']],
    ["1…n, with an order's lines", ['1', '1', '2', '1', '2'], ['a', 'a', 'a', 'b', 'b']],
  ])('positions per user: %s', async (_, values, users) => {
    const { clock, times } = await read(values, undefined, { users })
    expect([clock, times]).toEqual(['order', values.map(Number)])
  })

  test('other small numbers are seconds, with the flag that says otherwise', async () => {
    const { clock, notes } = await read(['0', '1', '3', '70'])
    expect(clock).toBe('seconds')
    expect(notes[0]).toContain('--time order')
  })

  test('times before 1980 are said to be', async () => {
    const { notes } = await read(['50000000000', '50000060000'])
    expect(notes[0]).toContain('the times lie in 1971')
  })
})

describe('texts', () => {
  test.each([
    ['2023-11-14T22:13:20Z', AT],
    ['2023-11-14T22:13:20.250Z', AT + 0.25],
    ['2023-11-14T22:13:20.123456789Z', AT + 0.123456],
    ['2023-11-14T22:13:20', AT],
    ['2023-11-14t22:13:20z', AT],
    ['2023-11-14 22:13:20', AT],
    ['2023-11-14 22:13:20,250', AT + 0.25],
    ['2023-11-14 22:13', MINUTE],
    ['2023-11-14 22:13:20 UTC', AT],
    ['2023-11-14 22:13:20.250 UTC', AT + 0.25],
    ['2023-11-15T00:13:20+02:00', AT],
    ['2023-11-15 00:13:20 +0200', AT],
    ['2023-11-15 00:13:20+02', AT],
    ['2023-11-14T14:13:20-0800', AT],
    ['20231114T221320Z', AT],
    ['20231114 22:13:20', AT],
    ['20231114_221320', AT],
    ['2023-11-14', DAY],
    ['2023/11/14 22:13:20', AT],
    ['2023.11.14', DAY],
    ['2023-W46-2', DAY],
    ['Tue, 14 Nov 2023 22:13:20 GMT', AT],
    ['Tue, 14 Nov 2023 22:13:20 +0000', AT],
    ['14 Nov 2023 14:13:20 PST', AT],
    ['Tue Nov 14 22:13:20 +0000 2023', AT],
    ['Tue Nov 14 22:13:20 2023', AT],
    ['Tue Nov 14 22:13:20 UTC 2023', AT],
    ['Tue Nov 14 2023 23:13:20 GMT+0100 (Central European Standard Time)', AT],
    ['14/Nov/2023:22:13:20 +0000', AT],
    ['14-Nov-2023 22:13:20', AT],
    ['14-Nov-23', DAY],
    ['Nov 14, 2023 10:13 PM', MINUTE],
    ['November 14, 2023 at 10:13:20 PM', AT],
    ['November 14th, 2023', DAY],
    ['Posted November 14, 2023.', DAY],
    ['Sept 5, 2011', 1315180800],
    ['22:13, 14 November 2023 (UTC)', MINUTE],
    ['11 14, 2023', DAY],
    ['11/14/2023 22:13', MINUTE],
    ['11/14/2023 10:13:20 PM', AT],
    ['11/14/23 10:13pm', MINUTE],
    ['14-11-2023 22:13', MINUTE],
    ['14.11.2023', DAY],
    ['14.11.2023, 22:13:20', AT],
    ['14/11/2023 22:13:20', AT],
  ])('%s', async (text, expected) => {
    const { clock, times } = await read([text, '2020-02-02T02:02:02Z'])
    expect([clock, times]).toEqual(['iso', [expected, 1580608922]])
  })

  test.each([
    [['01/02/2023', '13/02/2023'], 'day first: 01/02/2023', [1675209600, 1676246400]],
    [['01/02/2023', '02/13/2023'], 'month first: 01/02/2023', [1672617600, 1676246400]],
    [['01.02.2023', '02.03.2023'], 'day first: 01.02.2023', [1675209600, 1677715200]],
    [['01/01/2023', '02/02/2023'], 'day first: 01/01/2023', [1672531200, 1675296000]],
  ])('the column decides the order: %j', async (values, how, expected) => {
    const found = await read(values)
    expect([found.how, found.times]).toEqual([how, expected])
  })

  test('blank and unreadable cells are NULL', async () => {
    const values = [
      '2023-11-14',
      null,
      '',
      'NULL',
      'N/A',
      'NaT',
      '0000-00-00 00:00:00',
      '-',
      '2023-13-45',
    ]
    const { times } = await read([...values, '2023-11-15', 'soon', '2023-11-16'])
    expect(times).toEqual([DAY, ...Array(8).fill(null), DAY + 86400, null, DAY + 172800])
  })

  test('dates that exports write for "never" are NULL', async () => {
    const { times } = await read([
      '1970-01-01',
      '0001-01-01',
      '9999-12-31',
      '2023-11-14',
      '2023-11-15',
      '2023-11-16',
    ])
    expect(times).toEqual([null, null, null, DAY, DAY + 86400, DAY + 172800])
  })

  test('forms may be mixed, also with numbers', async () => {
    const { times, notes } = await read(['2023-11-14', '1700000000', '2023-11-14 22:13:20'])
    expect(times).toEqual([DAY, AT, AT])
    expect(notes).toEqual(['column "at": some times are numbers (seconds): 1'])
  })

  test('a form that comes late in a long column is found', async () => {
    const early = Array.from({ length: 12_000 }, (_, n) => `2023-11-14 22:13:${10 + (n % 50)}`)
    const { times } = await read([...early, 'Tue, 14 Nov 2023 22:13:20 GMT'])
    expect(times.at(-1)).toBe(AT)
  })
})

describe('typed columns', () => {
  test.each([
    ['TIMESTAMP', '2023-11-14 22:13:20.5', AT + 0.5],
    ['TIMESTAMP_MS', '2023-11-14 22:13:20.5', AT + 0.5],
    ['TIMESTAMP_NS', '2023-11-14 22:13:20.5', AT + 0.5],
    ['TIMESTAMPTZ', '2023-11-15 00:13:20+02', AT],
    ['DATE', '2023-11-14', DAY],
  ])('%s', async (type, value, expected) => {
    const { clock, times } = await read([value, '2020-02-02'], undefined, { type })
    expect([clock, times[0]]).toEqual(['iso', expected])
  })

  test.each([
    ['BIGINT', '1700000000000000000'],
    ['DOUBLE', '1700000000'],
    ['DECIMAL(20, 3)', '1700000000000'],
    ['UBIGINT', '20231114221320'],
  ])('%s', async (type, value) => {
    const { times } = await read([value, `${value.slice(0, -3)}400`], undefined, { type })
    expect(times[0]).toBe(AT)
  })
})

describe('no times', () => {
  test.each([
    ['all 0', ['0', '0', '0'], 'not used: all times are the same (0)'],
    ['all equal', ['1700000000', '1700000000'], 'not used: all times are the same (14 Nov 2023)'],
    ['one date', ['2023-11-14', '2023-11-14'], 'not used: all times are the same (14 Nov 2023)'],
    ['blank', ['', 'null'], 'not used: every time is blank'],
  ])('%s', async (_, values, how) => {
    const found = await read(values)
    expect([found.clock, found.how]).toEqual(['none', how])
  })

  test('--time none', async () => {
    expect((await read(['1700000000', '1700000060'], 'none')).clock).toBe('none')
  })
})

describe('forms that are asked for', () => {
  test.each<[TimeForm, string, string, number]>([
    ['seconds', '1700000000', '1700000060', AT],
    ['ms', '1700000000000', '1700000060000', AT],
    ['us', '1700000000000000', '1700000060000000', AT],
    ['ns', '1700000000000000000', '1700000060000000000', AT],
    ['iso', '2023-11-14', '2023-11-15', DAY],
    ['iso', 'Tue Nov 14 22:13:20 +0000 2023', '2023-11-15', AT],
    ['iso', '20231114221320', '20231114221420', AT],
    ['dmy', '01/02/2023', '02/03/2023', 1675209600],
    ['mdy', '01/02/2023', '02/03/2023', 1672617600],
    ['ms', '5000', '7000', 5],
    ['seconds', '5', '7', 5],
  ])('--time %s: %s', async (asked, first, second, expected) => {
    expect((await read([first, second], asked)).times[0]).toBe(expected)
  })

  test('--time order keeps numbers as they are', async () => {
    const { clock, times } = await read(['7', '1700000000'], 'order')
    expect([clock, times]).toEqual(['order', [7, 1700000000]])
  })

  test.each<[TimeForm, string[], string]>([
    ['ms', ['1700000000', '1700000060'], 'pass --time seconds'],
    ['ms', ['1700000000000000000', '1700000060000000000'], 'pass --time ns'],
    ['seconds', ['1700000000000', '1700000060000'], 'pass --time ms'],
    ['iso', ['1700000000', '1700000060'], 'pass --time seconds'],
    ['iso', ['14-11-2023 22:13', '15-11-2023 22:13'], 'pass --time dmy'],
    ['iso', ['11/14/2023 22:13', '11/15/2023 22:13'], 'pass --time mdy'],
    ['dmy', ['11/14/2023 22:13', '11/15/2023 22:13'], 'pass --time mdy'],
    ['mdy', ['2023-11-14', '2023-11-15'], 'pass --time iso'],
    ['seconds', ['2023-11-14', '2023-11-15'], 'pass --time iso'],
  ])('--time %s does not fit %j', async (asked, values, remedy) => {
    expect(await refusal(values, asked)).toContain(remedy)
  })
})

describe('refused', () => {
  test.each([
    ['ambiguous', ['01/02/2023', '03/04/2023'], 'pass --time dmy or --time mdy'],
    ['both orders', ['13/02/2023', '02/13/2023'], '--time dmy'],
    ['years of two digits in front', ['23-11-14', '23-11-15', '23-11-16'], 'four digits'],
    ['no unit', ['7000000000', '7100000000'], '(as seconds: the year 2194)'],
    ['words', ['soon', 'later'], '"soon" is no time'],
    ['mostly words', ['soon', 'later', 'never', '2023-11-14'], 'is no time'],
  ])('%s', async (_, values, message) => {
    expect(await refusal(values)).toContain(message)
  })
})
