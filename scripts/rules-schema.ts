/**
 * Writes the JSON schema of a site's rules (docs/rules.md) from the schema that every reader uses: into
 * the package, and into the site of the documentation.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { toJsonSchema } from '@valibot/to-json-schema'
import { RulesSchema } from '../pack/index.ts'

const ROOT = resolve(import.meta.dirname, '..')
const FILES = ['pack/rules.schema.json', 'docs/public/rules.schema.json']

export function rulesSchema(): string {
  const schema = toJsonSchema(RulesSchema, {
    target: 'draft-2020-12',
    // JSON has finite numbers only.
    ignoreActions: ['finite'],
  })
  return `${JSON.stringify({ title: 'Rules of a Tacit pack', ...schema }, null, 2)}\n`
}

if (import.meta.main)
  for (const file of FILES) {
    const path = resolve(ROOT, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, rulesSchema())
  }
