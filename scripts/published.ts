import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** The workspaces that go to npm, each after those that it depends on. */
export const PUBLISHED = [
  'pack',
  'engine',
  'contribute',
  'training',
  'tacit-rec',
  'worker',
  'client',
] as const

/**
 * Builds and packs a workspace, as `npm publish` would.
 *
 * @param folder that the tarball is written to
 * @returns the tarball's path
 */
export function packWorkspace(name: (typeof PUBLISHED)[number], folder: string): string {
  const args = ['pack', '--json', '--silent', '--pack-destination', folder]
  const printed = execFileSync('npm', args, { cwd: join(root, name), encoding: 'utf8' })
  // prepack's own output comes before npm's JSON.
  const [{ filename }] = JSON.parse(printed.slice(printed.lastIndexOf('\n[') + 1))
  return join(folder, filename)
}
