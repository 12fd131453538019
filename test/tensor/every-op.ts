import { expect } from 'vitest'
import * as tensor from '../../training/tensor/index.ts'
import type { OpCase, OpCases, Refusals } from './op-case.ts'

const files = Object.values(
  import.meta.glob<{ cases: OpCases; refusals?: Refusals }>('./ops/*.ts', { eager: true }),
)
const sources = Object.values(
  import.meta.glob<object>('../../training/tensor/ops/*.ts', { eager: true }),
)

/** Every case of every op, with a title that begins with the op. */
export const CASES: readonly (readonly [title: string, example: OpCase])[] = files
  .flatMap(({ cases }) => Object.entries(cases))
  .flatMap(([op, cases]) => cases.map((example) => [titleOf(op, example), example] as const))

export const REFUSALS = files.flatMap(({ refusals = {} }) => Object.entries(refusals))

function titleOf(op: string, { shapes, note }: OpCase): string {
  const sizes = shapes.map((shape) => JSON.stringify(shape)).join(' ')
  return `${op} ${sizes}${note ? `, ${note}` : ''}`
}

/** What training/tensor exports of its ops are all in CASES, but noise: nothing flows through that. */
export function expectNoneForgotten(): void {
  const ops = sources.flatMap((module) => Object.values(module))
  const exported = Object.entries(tensor).filter(([, value]) => ops.includes(value))
  const covered = new Set(CASES.map(([title]) => title.split(' ')[0]))
  const forgotten = exported.map(([name]) => name).filter((name) => !covered.has(name))
  // Their moments: noise.test.ts.
  expect(forgotten.sort()).toEqual(['gaussianNoise', 'orthantNoise'])
  expect(exported.length).toBe(covered.size + forgotten.length)
}
