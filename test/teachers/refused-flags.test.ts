import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { teach } from '../../training/api/index.ts'
import { main } from '../../training/cli/index.ts'
import { writeCheckerboard } from '../checkerboard/data.ts'

let data: string
let run: string

beforeAll(async () => {
  data = await writeCheckerboard()
  run = await mkdtemp(join(tmpdir(), 'tacit-run-'))
  await teach({ data, teacher: 'popularity', protocol: 'leave-one-out', out: run })
})

/** Exit code and standard error of a command. */
async function said(...args: string[]): Promise<[code: number, text: string]> {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const code = await main(['node', 'tacit', ...args])
    return [code, write.mock.calls.map(([line]) => line).join('')]
  } finally {
    write.mockRestore()
  }
}

const EVALUATE = ['evaluate', '--data', 'DATA', '--protocol', 'leave-one-out']
const TEACH = ['teach', 'DATA', '--out', 'OUT', '--teacher']

describe('a flag that would be ignored is refused', () => {
  it.each([
    ...['text-knn', 'nearest-text', 'memory'].map((name) => [
      [...EVALUATE, '--teacher', name, '--text-items', 'x.npy', '--text-users', 'y.npy'],
      `teacher "${name}" only compares items: remove --text-users`,
    ]),
    [
      [...TEACH, 'text-knn', '--text-items', 'x.npy', '--text-users', 'y.npy'],
      'teacher "text-knn" only compares items: remove --text-users',
    ],
    [[...EVALUATE, '--student', '--text-users', 'y.npy'], "'--text-users <file>' cannot be used"],
    [
      ['train', 'DATA', '--out', 'OUT', '--text-users', 'y.npy'],
      '--text-users y.npy needs --text-items',
    ],
    [
      [...EVALUATE, '--teacher', 'ease', '--tune', '--set', 'lambda=5'],
      'teacher "ease": pass --tune or --set, not both',
    ],
    [
      [...TEACH, 'ease', '--tune', '--set', 'lambda=5'],
      'teacher "ease": pass --tune or --set, not both',
    ],
    [[...EVALUATE, '--teacher', 'RUN', '--set', 'k=5'], 'is already fitted: remove --set'],
    [[...EVALUATE, '--teacher', 'RUN', '--tune'], 'is already fitted: remove --tune'],
    [
      [...EVALUATE, '--teacher', 'memory', '--set', 'k=5'],
      'teacher "memory" has no setting "k": its settings are none',
    ],
    ...['--set k=5', '--tune', '--epochs 5'].map((flag) => [
      [...EVALUATE, '--student', ...flag.split(' ')],
      `cannot be used with option '--student'`,
    ]),
    [
      [...EVALUATE, '--teacher', 'ease', '--attributes', 'brand'],
      'teacher "ease" uses no attributes of items: remove --attributes',
    ],
    [
      [...TEACH, 'lightgcn+hgcl', '--attributes', 'brand'],
      '--attributes brand: the items have no column "brand": choose none',
    ],
    ...['--intents x', '--text-items x', '--text-users x', '--memory ease', '--tune'].map(
      (flag) => [
        [...EVALUATE, '--pack', 'x', ...flag.split(' ')],
        `cannot be used with option '--pack <pack>'`,
      ],
    ),
    ...['text-knn', 'nearest-text'].map((name) => [
      [...EVALUATE, '--teacher', name, '--no-lexical'],
      `teacher "${name}": --no-lexical leaves nothing to compare items by: give --text-items FILE`,
    ]),
  ] as [string[], string][])('%j', async (args, says) => {
    const out = join(run, 'never')
    const real = args.map((arg) => ({ DATA: data, RUN: run, OUT: out })[arg] ?? arg)
    expect(await said(...real)).toEqual([2, expect.stringContaining(says)])
  })

  it('and the memory of a pack is not asked for unless it is said', async () => {
    expect(await said(...EVALUATE.with(2, data), '--pack', './none')).toEqual([
      2,
      expect.stringContaining('./none'),
    ])
  })
})
