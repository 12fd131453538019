import { readFileSync, writeFileSync } from 'node:fs'
import { TacitError } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { describeFailure } from '../../training/cli/failures.ts'

/** What `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test.each([
  [
    'a missing file',
    () => readFileSync('/nowhere/x'),
    2,
    '/nowhere/x does not exist: check the path',
  ],
  ['a folder', () => readFileSync('/'), 2, 'is a folder, not a file'],
  ['under a file', () => writeFileSync(`${import.meta.filename}/x`, ''), 2, 'a part of the path'],
  [
    'our own sentence',
    () => {
      throw new TacitError('data/x', 'write it')
    },
    2,
    'write it',
  ],
  [
    'Ctrl-C',
    () => {
      throw new TacitError('teacher/stopped', 'stopped')
    },
    130,
    'stopped',
  ],
  ['a fault', () => JSON.parse('{'), 1, 'this is a fault of Tacit, not of your data or flags'],
  [
    'no memory',
    () => {
      throw new Error('Out of Memory Error: no')
    },
    2,
    'too little memory',
  ],
])('%s', (_, work, exit, message) => {
  const told = describeFailure(thrownBy(work))
  expect(told.exit).toBe(exit)
  expect(told.message).toContain(message)
  if (exit !== 1) expect(told.message).not.toMatch(/\bE[A-Z]{4,}\b/)
})
