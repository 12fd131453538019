import type { Consent, ConsentAdapter } from '../types.ts'

/** Reads a consent that may be anything: exactly `granted` is a yes. */
export function consentOf(value: unknown): Consent | ConsentAdapter | 'invalid' {
  if (value === undefined) return 'pending'
  if (value === 'granted' || value === 'denied' || value === 'pending') return value
  return isAdapter(value) ? value : 'invalid'
}

function isAdapter(value: unknown): value is ConsentAdapter {
  if (typeof value !== 'object' || value === null) return false
  return 'name' in value && 'start' in value && typeof value.start === 'function'
}
