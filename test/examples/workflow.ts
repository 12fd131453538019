import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'

const ROOT = resolve(import.meta.dirname, '../..')
const COMMAND = `"${process.execPath}" "${ROOT}/tacit-rec/bin/tacit.js"`
const run = promisify(execFile)

interface Step {
  name?: string
  uses?: string
  run?: string
  env?: Record<string, string>
}

interface Workflow {
  env?: Record<string, string>
  jobs: Record<string, { steps: Step[] }>
}

/**
 * Runs the shell steps of a workflow as a GitHub runner does, with the command of this workspace.
 *
 * @param context values of its expressions, such as `secrets.TACIT_TOKEN`
 * @returns the name and the output of every step
 */
export async function runWorkflow(
  file: string,
  folder: string,
  context: Record<string, string>,
): Promise<{ name?: string; output: string }[]> {
  const { env, jobs }: Workflow = parse(await readFile(file, 'utf8'))
  const outputs: { name?: string; output: string }[] = []
  for (const step of Object.values(jobs).flatMap(({ steps }) => steps)) {
    if (!step.run) continue
    const script = step.run.replaceAll('npx tacit-rec', COMMAND)
    const { stdout } = await run('bash', ['-e', '-c', script], {
      cwd: folder,
      env: { ...process.env, ...filled({ ...env, ...step.env }, context) },
    })
    outputs.push({ name: step.name, output: stdout })
  }
  return outputs
}

function filled(env: Record<string, string>, context: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, expression: string) => {
        const known = context[expression]
        if (known === undefined) throw new Error(`the README does not list ${expression}`)
        return known
      }),
    ]),
  )
}
