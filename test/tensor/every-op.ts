import { expect } from 'vitest'
import type { OpCase, OpCases, Refusals } from './op-case.ts'

const files = Object.values(
  import.meta.glob<{ cases: OpCases; refusals?: Refusals }>('./ops/*.ts', { eager: true }),
)
const sources = Object.values(
  import.meta.glob<Record<string, unknown>>('../../training/tensor/ops/*.ts', { eager: true }),
)

/** Every case of every op, with a title that begins with the op's name. */
export const CASES: readonly (readonly [title: string, example: OpCase])[] = files
  .flatMap(({ cases }) => Object.entries(cases))
  .flatMap(([op, cases]) => cases.map((example) => [titleOf(op, example), example] as const))

/** Every call that an op refuses, by its message. */
export const REFUSALS: readonly [message: string, call: Refusals[string]][] = files.flatMap(
  ({ refusals = {} }) => Object.entries(refusals),
)

/** Ops that only draw, so no gradient flows through them; noise.test.ts checks their moments. */
const NOISE = ['gaussianNoise', 'orthantNoise']

function titleOf(op: string, { shapes, note }: OpCase): string {
  const sizes = shapes.map((shape) => JSON.stringify(shape)).join(' ')
  return `${op} ${sizes}${note ? `, ${note}` : ''}`
}

/** Every function that a file in training/tensor/ops/ exports is an op, and has a case here. */
export function expectEveryOpCovered(): void {
  const ops = sources.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (typeof value === 'function' ? [name] : [])),
  )
  const covered = new Set(CASES.map(([title]) => title.split(' ')[0]))
  expect([...covered, ...NOISE].sort()).toEqual(ops.sort())
}
