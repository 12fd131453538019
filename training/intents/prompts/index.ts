import { readFileSync } from 'node:fs'

/** Of the prompts below; a change of a prompt is a new file and a new number. */
export const PROMPT_VERSION = { item: 1, user: 1 }

/** The system prompt for an item or a user: three steps of thought, one JSON object. */
export function promptFor(about: 'item' | 'user'): string {
  const file = new URL(`${about}-${PROMPT_VERSION[about]}.md`, import.meta.url)
  return readFileSync(file, 'utf8')
}
