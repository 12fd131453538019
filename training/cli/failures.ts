import { TacitError } from '@tacit-rec/pack'
import { errorCode } from '../files.ts'

/** Documented in docs/reading.md and `tacit --help`. */
export const EXIT = {
  /** What the user can mend: flags, data, files, the network. */
  input: 2,
  /** A fault of ours. */
  fault: 1,
  /** Ctrl-C, by convention of shells. */
  stopped: 130,
} as const

/** System errors as sentences; `%` stands for the path. */
const SYSTEM: Record<string, string> = {
  EACCES: 'you may not read or write %: change its permissions, or name another path',
  EPERM: 'you may not read or write %: change its permissions, or name another path',
  EROFS: '% is on a disk that cannot be written: name another path',
  ENOENT: '% does not exist: check the path',
  ENOTDIR: 'a part of the path % is a file, not a folder: check the path',
  EISDIR: '% is a folder, not a file: name a file',
  EEXIST: '% exists already: name another path, or delete it',
  ENOTEMPTY: 'the folder % is not empty: name another, or empty it',
  ENAMETOOLONG: 'the path % is too long: name a shorter one',
  ELOOP: '% is a link that leads to itself: correct the link',
  EBUSY: '% is in use by another program: close it, then try again',
  EINVAL: '% cannot be read or written here: name another path',
  ENOSPC: 'the disk is full, while writing %: free some space, or name a path on another disk',
  EDQUOT: 'your share of the disk is full, while writing %: free some space',
  EMFILE: 'too many files are open: raise the limit (ulimit -n), then try again',
  ENFILE: 'too many files are open on this machine: close some programs, then try again',
  ENOMEM: 'this machine has too little memory: close other programs, or use less data',
}

/** DuckDB's errors that the user can mend, by what they begin with. */
const DATABASE: [RegExp, string][] = [
  [/^Out of Memory Error/i, 'too little memory to read the data: close other programs'],
  [
    /No space left on device/i,
    'the disk of temporary files is full: free some space, or set TMPDIR',
  ],
]

/** What a person reads about a failure, in one message, and the exit code. */
export function describeFailure(error: unknown): { message: string; exit: number } {
  if (error instanceof TacitError) {
    const stopped = error.code.endsWith('/stopped')
    return { message: error.message, exit: stopped ? EXIT.stopped : EXIT.input }
  }
  const sentence = systemSentence(error) ?? databaseSentence(error)
  if (sentence) return { message: sentence, exit: EXIT.input }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    message:
      `this is a fault of Tacit, not of your data or flags (${what.slice(0, 500)}): please open an ` +
      "issue in Tacit's repository, with the command and what it prints with TACIT_DEBUG=1",
    exit: EXIT.fault,
  }
}

function systemSentence(error: unknown): string | null {
  const sentence = SYSTEM[errorCode(error) ?? '']
  if (!sentence) return null
  const { path, dest } = error as { path?: unknown; dest?: unknown }
  const where = [path, dest].filter((each) => typeof each === 'string').join(' or ')
  return sentence.replace('%', () => where || 'a file')
}

function databaseSentence(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  return DATABASE.find(([pattern]) => pattern.test(error.message))?.[1] ?? null
}
