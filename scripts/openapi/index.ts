/**
 * Writes the edge's OpenAPI document and its reference page into `worker/assets/`, which a deployed
 * edge serves beside the Worker (`prepare`, and before a deployment).
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildDocument } from './document.ts'
import { renderReference } from './reference.ts'

const assets = resolve(import.meta.dirname, '../../worker/assets')

const document = await buildDocument()
mkdirSync(resolve(assets, 'reference'), { recursive: true })
writeFileSync(resolve(assets, 'openapi.json'), `${JSON.stringify(document, null, 1)}\n`)
writeFileSync(resolve(assets, 'reference/index.html'), renderReference(document))
