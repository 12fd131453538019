import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Tab } from './tab.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  nodes: { target: unknown; failureSummary?: string }[]
}

/** What axe finds wrong with a page: rule, element and remedy of each violation. */
export async function violations(tab: Tab): Promise<string[]> {
  await tab.run((code) => {
    // Not through a script element, which a policy may forbid.
    new Function(code)()
  }, AXE)
  const found = await tab.run(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`),
  )
}
