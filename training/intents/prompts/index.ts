import { readFileSync } from 'node:fs'

/** Versions of the prompts. To change a prompt, add a file with the next number. */
export const PROMPT_VERSION = { item: 1, user: 1 }

/** The system prompt for an item or a user. */
export function promptFor(about: 'item' | 'user'): string {
  const file = new URL(`${about}-${PROMPT_VERSION[about]}.md`, import.meta.url)
  return readFileSync(file, 'utf8')
}
