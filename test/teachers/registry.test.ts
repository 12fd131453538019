/**
 * Follows the steps of adding a teacher: a file that defines it, and a line in a registry.
 * Registered teachers then run in contract.test.ts, backbones and frameworks in graph/fit.test.ts.
 */
import { expect, it } from 'vitest'
import { BACKBONES, FRAMEWORKS } from '../../training/teachers/graph/registry.ts'
import {
  GRAPH_NAMES,
  isGraphName,
  TEACHER_ENTRIES,
  TEACHERS,
  teacherEntry,
} from '../../training/teachers/index.ts'
import { PAIRS } from './graph/pairs.ts'

const valuesOf = (modules: Record<string, Record<string, unknown>>) =>
  Object.values(modules).flatMap((module) => Object.values(module))
const isEntry =
  (...fields: string[]) =>
  (value: unknown) =>
    typeof value === 'object' && value !== null && fields.every((name) => name in value)

it('holds every teacher, backbone and framework that a file defines', () => {
  const files = import.meta.glob<Record<string, unknown>>(
    ['../../training/teachers/*.ts', '!**/index.ts', '!**/registry.ts'],
    { eager: true },
  )
  const parts = import.meta.glob<Record<string, unknown>>(
    '../../training/teachers/graph/{backbones,frameworks}/*.ts',
    { eager: true },
  )
  const teachers = valuesOf(files).filter(isEntry('name', 'fit', 'grid'))
  expect(new Set(teachers)).toEqual(new Set(TEACHER_ENTRIES.filter(({ epochs }) => !epochs)))
  const built = valuesOf(parts).filter(isEntry('name', 'build', 'grid'))
  expect(new Set(built)).toEqual(new Set([...BACKBONES, ...FRAMEWORKS]))
})

it('gives every name one entry', () => {
  const names = TEACHER_ENTRIES.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const entry of TEACHER_ENTRIES) expect(teacherEntry(entry.name)).toBe(entry)
  expect(names.filter(isGraphName)).toEqual(GRAPH_NAMES)
  expect(teacherEntry('./a/run')).toBeUndefined()
  expect(teacherEntry('toString')).toBeUndefined()
})

it('lets students be distilled by name from every teacher', () => {
  expect(Object.keys(TEACHERS)).toEqual(TEACHER_ENTRIES.map(({ name }) => name))
})

it.each(TEACHER_ENTRIES)('$name: its grid varies settings that it has', ({ defaults, grid }) => {
  for (const setting of grid)
    for (const [name, value] of Object.entries(setting)) {
      expect(Object.keys(defaults)).toContain(name)
      expect(value).toBeTypeOf('number')
    }
})

it('has a test that trains every backbone and every framework', () => {
  const frameworks = new Set(PAIRS.flatMap((name) => name.split('+').slice(1)))
  for (const { name } of BACKBONES) expect(PAIRS).toContain(name)
  for (const { name, variants } of FRAMEWORKS)
    for (const variant of variants.length ? variants : [''])
      expect(frameworks).toContain(variant && variant !== variants[0] ? `${name}:${variant}` : name)
})
