/** What scripts/kernels.ts generates holds every file of kernels/ and ops/. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { kernelNames } from '../../training/tensor/calls.ts'
import * as tensor from '../../training/tensor/index.ts'

const room = resolve(import.meta.dirname, '../../training/tensor')
const STALE = 'run node scripts/kernels.ts'

test('the module exports every kernel', () => {
  const files = readdirSync(`${room}/kernels`).filter((name) => name.endsWith('.as.ts'))
  const kernels = files.flatMap((name) =>
    [...readFileSync(`${room}/kernels/${name}`, 'utf8').matchAll(/^export function (\w+)/gm)].map(
      ([, kernel]) => kernel,
    ),
  )
  const module = new WebAssembly.Module(readFileSync(`${room}/kernels.wasm`))
  expect(kernelNames(module).sort(), STALE).toEqual(kernels.sort())
})

test('the room exports every op', () => {
  const sources = import.meta.glob<Record<string, unknown>>('../../training/tensor/ops/*.ts', {
    eager: true,
  })
  for (const [file, ops] of Object.entries(sources))
    expect(tensor, `${file}: ${STALE}`).toMatchObject(ops)
})
