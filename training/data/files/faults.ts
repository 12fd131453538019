import { type Stats, statSync } from 'node:fs'
import { TacitError } from '@tacit-rec/pack'

/** Errors of the file system → what to do. */
const REMEDIES: Record<string, [code: string, problem: string]> = {
  ENOENT: ['data/missing-file', 'no such file or folder: check the path'],
  ENOTDIR: ['data/missing-file', 'no such file or folder: a part of the path is a file'],
  EACCES: ['data/unreadable', 'no permission to read it: run chmod +r on it'],
  EPERM: ['data/unreadable', 'no permission to read it: run chmod +r on it'],
  EISDIR: ['data/unreadable', 'is a folder: name a file in it'],
  ENAMETOOLONG: ['data/missing-file', 'the path is too long: check it'],
  EMFILE: ['data/unreadable', 'too many open files: raise the limit with ulimit -n'],
  ENOSPC: ['data/disk', 'the disk of the temporary folder is full: set TMPDIR to another one'],
}

/** The start of messages of zlib and unbzip2 about input that ends too early. */
const CUT = /unexpected end|end of (file|input|stream)|truncated|incomplete|premature/i

/** A failure to read `path` as an error with a remedy; errors of ours and bugs pass through. */
export function readFault(path: string, error: unknown): unknown {
  if (error instanceof TacitError || error instanceof TypeError) return error
  if (error instanceof RangeError || error instanceof ReferenceError) return error
  const { code = '', message = '' } = error as NodeJS.ErrnoException
  const known = REMEDIES[code]
  if (known) return new TacitError(known[0], `${path}: ${known[1]}`)
  if (CUT.test(message) || code === 'Z_BUF_ERROR') {
    return new TacitError(
      'data/cut-off',
      `${path}: the file was cut off: copy or download it again`,
    )
  }
  return new TacitError(
    'data/unreadable',
    `${path}: damaged or of an unknown format: copy it again, or save it as CSV`,
  )
}

/** @throws TacitError if there is nothing at the path */
export function statOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    throw readFault(path, error)
  }
}
