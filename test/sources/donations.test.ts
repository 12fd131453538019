import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FIXTURES, importer } from './imported.ts'

const run = importer()

it('takes every object of export() for a person', async () => {
  const { events, result } = await run('donations', [join(FIXTURES, 'donations')])
  expect(events).toEqual([
    'u1 view basil 2023-11-14T22:13:20Z - -',
    'u1 purchase mint 2023-11-14T22:18:20Z - -',
    'u2 view mint 2023-11-16T02:00:00Z - -',
  ])
  expect(result.skipped).toEqual({ 'event of kind nod': 1 })
})

it('refuses other files by their fields', async () => {
  await expect(run('donations', [join(FIXTURES, 'stripe/checkout-sessions.json')])).rejects.toThrow(
    /checkout-sessions\.json: not what export\(\) of the SDK gives \(found: /,
  )
})
