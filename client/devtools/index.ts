import type { Recommender } from '../calls.ts'
import { provided } from '../elements/provide.ts'
import { type Devtools, showPanel } from './panel.ts'

export type { Devtools }

let open: Devtools | null = null

/**
 * Opens the devtools, once: events, intents over time, the terms of any score, listings with the
 * rules that fired, engine, bytes and a leak report. Nothing leaves the page.
 *
 * @param recommender default: the one that was given to `provide`
 * @returns null without a recommender
 * @example
 * const panel = openDevtools(tacit)
 * panel?.close()
 */
export function openDevtools(recommender: Recommender | undefined = provided()): Devtools | null {
  if (!recommender) {
    console.warn('[tacit] devtools: no recommender: call provide(recommender) first, or pass it')
    return null
  }
  open?.close()
  open = showPanel(recommender)
  return open
}
