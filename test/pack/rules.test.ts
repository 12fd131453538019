import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildPack, openPackFrom, parseCondition, parseRuleList, parseRules } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { rulesSchema } from '../../scripts/rules-schema.ts'
import { randomContents } from './random-pack.ts'

const ROOT = resolve(import.meta.dirname, '../..')

const VALID = {
  $schema: 'https://example.com/rules.schema.json',
  '*': [{ stock: ['in stock'] }, { filter: { not: { fact: 'adult', eq: 'yes' } }, name: 'family' }],
  home: [
    { pin: ['a', 'b'], at: 2, from: '2026-12-01', until: '2026-12-25T00:00:00Z' },
    {
      boost: 0.5,
      where: {
        any: [
          { fact: 'brand', in: ['X', 7] },
          { fact: 'price', max: 3 },
        ],
      },
    },
    { max: 2, per: 'brand' },
    { every: 4, where: { fact: 'added', newer: 30 } },
    { seen: 14 },
    { diversity: 0.3, by: 'intents' },
  ],
}

test('reads rules and drops the name of their schema', () => {
  const { $schema: _, ...rules } = VALID
  expect(parseRules(VALID)).toEqual(rules)
  expect(parseRules({})).toEqual({})
})

test.each<[unknown, string]>([
  [3, 'rules.json: Invalid type: Expected Object but received 3'],
  [{ home: {} }, 'rules.json: home: Invalid type: Expected Array but received Object'],
  [{ home: [3] }, 'rules.json: home[0]: expected an object with one of the keys filter, stock, '],
  [{ home: [{ pn: 'x' }] }, 'diversity, explore, not {"pn":"x"}'],
  [{ 'my list': [{ max: 0, per: 'x' }] }, 'rules.json: ["my list"][0].max: Invalid value'],
  [{ home: [{ pin: 'x' }, { pin: ['x', 3] }] }, 'rules.json: home[1].pin[1]: Invalid type'],
  [{ home: [{ pin: 'x', boost: 1 }] }, 'rules.json: home[0].boost: Invalid key'],
  [{ home: [{ max: 1, per: 'x', oops: 1 }] }, 'rules.json: home[0].oops: Invalid key'],
  [{ home: [{ boost: '1', where: { fact: 'x', eq: 1 } }] }, 'home[0].boost: Invalid type'],
  [{ home: [{ boost: 1 }] }, 'home[0].where: '],
  [{ home: [{ filter: { fact: 'x', eq: true } }] }, 'home[0].filter.eq: Invalid type'],
  [{ home: [{ filter: { fact: 'x', in: [] } }] }, 'home[0].filter.in: Invalid length'],
  [{ home: [{ filter: { all: [{ fact: 'x', min: '5' }] } }] }, 'home[0].filter.all[0].min: '],
  [{ home: [{ filter: { fact: 'x', like: 1 } }] }, 'home[0].filter: expected an object with one'],
  [{ home: [{ seen: 'sometimes' }] }, 'home[0].seen: Invalid type'],
  [{ home: [{ explore: 1.5 }] }, 'home[0].explore: Invalid value'],
  [{ home: [{ pin: 'x', from: 'yesterday' }] }, 'home[0].from: '],
  [{ home: [{ filter: nested(30) }] }, 'rules.json: nested more than 24 deep'],
])('refuses %j', (json, message) => {
  expect(() => parseRules(json, 'rules.json')).toThrow(
    expect.objectContaining({ code: 'pack/rules', message: expect.stringContaining(message) }),
  )
})

test('rules and conditions of one call have paths of their own', () => {
  expect(() => parseRuleList([{ pin: 3 }])).toThrow('rules[0].pin: Invalid type')
  expect(() => parseCondition({ fact: 'x', min: 'a' })).toThrow('filter.min: Invalid type')
  expect(() => parseCondition(null)).toThrow('filter: expected an object')
})

test('a pack with invalid rules is refused', async () => {
  const rules = { home: [{ pin: 3 }] } as never
  const building = buildPack({ ...randomContents(), rules })
  await expect(building).rejects.toMatchObject({ code: 'pack/rules' })
})

test('a placement may have any name', async () => {
  const rules = parseRules(JSON.parse('{"__proto__": [{"pin": "x"}], "toString": []}'))
  const { manifest, files } = await buildPack({ ...randomContents(), rules })
  const { rules: read } = await openPackFrom(manifest, files)
  expect(Object.hasOwn(read!, 'toString')).toBe(true)
})

test.each([
  'pack/rules.schema.json',
  'docs/public/rules.schema.json',
])('%s is what node scripts/rules-schema.ts writes', (file) => {
  expect(readFileSync(resolve(ROOT, file), 'utf8')).toBe(rulesSchema())
})

function nested(depth: number): object {
  return depth === 0 ? { fact: 'x', eq: 1 } : { not: nested(depth - 1) }
}
