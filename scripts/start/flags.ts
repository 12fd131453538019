import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { TacitError } from '@tacit-rec/pack'
import { PRESETS } from '@tacit-rec/training'

export interface Flags {
  /** Folder of the data; undefined: the sample. */
  data: string | undefined
  port: number
  preset: (typeof PRESETS)[number]
}

/** @throws TacitError `start/…` for values of no use; what `parseArgs` throws for unknown flags */
export function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '8787' },
      preset: { type: 'string', default: 'quick' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TacitError('start/port', `--port "${values.port}" must be a number from 1 to 65535`)
  const preset = PRESETS.find((name) => name === values.preset)
  if (!preset)
    throw new TacitError(
      'start/preset',
      `--preset "${values.preset}" is not known: use ${PRESETS.join(' or ')}`,
    )
  return { data: readFolder(values.data), port, preset }
}

function readFolder(data: string | undefined): string | undefined {
  if (data === undefined) return undefined
  if (!existsSync(data))
    throw new TacitError('start/data', `--data "${data}" does not exist: name a folder`)
  if (!statSync(data).isDirectory())
    throw new TacitError('start/data', `--data "${data}" is a file: name its folder`)
  return resolve(data)
}

/** Whether `parseArgs` refused the flags. */
export function isFlagError(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false
  return typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS')
}
