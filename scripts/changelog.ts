/**
 * Puts the newest release into the root's CHANGELOG.md, run after `changeset version`: changesets
 * writes one changelog a package, and all our packages share their versions.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const whole = join(root, 'CHANGELOG.md')

const [, newest] = readFileSync(join(root, 'tacit-rec/CHANGELOG.md'), 'utf8').split(/^(?=## )/m)
const [head, ...releases] = readFileSync(whole, 'utf8').split(/^(?=## )/m)
const isThere = releases.some((release) => titleOf(release) === titleOf(newest))
if (!isThere) writeFileSync(whole, [head, `${newest.trim()}\n\n`, ...releases].join(''))

function titleOf(release: string): string {
  return release.split('\n', 1)[0].trim()
}
