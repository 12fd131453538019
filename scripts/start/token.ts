import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { STATE } from './paths.ts'

/** A secret that only `npm start` and its edge know, the same at every start. */
export function adminToken(): string {
  const file = join(STATE, 'edge-token')
  if (!existsSync(file)) {
    mkdirSync(STATE, { recursive: true })
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}
