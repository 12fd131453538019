import { afterEach, expect, test, vi } from 'vitest'
import { fromAll, fromConsentMode, fromGpc, fromTcf } from '../../client/consent/index.ts'
import type { Consent, ConsentAdapter } from '../../client/types.ts'

afterEach(() => vi.unstubAllGlobals())

/** What an adapter reports. */
function readings(adapter: ConsentAdapter): { all: Consent[]; stop(): void } {
  const all: Consent[] = []
  const stop = adapter.start((reading) => void all.push(reading))
  return { all, stop }
}

type Heard = (data: object, isOk: boolean) => void

/** A consent platform that says what a test lets it say. */
function platform(): { say(data: object, isOk?: boolean): void; commands: unknown[][] } {
  let heard: Heard = () => {}
  const commands: unknown[][] = []
  vi.stubGlobal('__tcfapi', (command: string, version: number, callback: Heard, id?: unknown) => {
    commands.push([command, version, id])
    if (command === 'addEventListener') heard = callback
  })
  return { say: (data, isOk = true) => heard({ listenerId: 7, ...data }, isOk), commands }
}

const consents = (...purposes: number[]) => ({
  eventStatus: 'tcloaded',
  gdprApplies: true,
  publisher: { consents: Object.fromEntries(purposes.map((purpose) => [purpose, true])) },
})

test.each<[string, object, Consent]>([
  ['all three purposes', consents(1, 5, 6), 'granted'],
  ['storage only', consents(1), 'denied'],
  ['none', consents(), 'denied'],
  ['before the person chose', { ...consents(1, 5, 6), eventStatus: 'cmpuishown' }, 'pending'],
  ['no status', { publisher: {} }, 'pending'],
  ['where the law does not apply', { gdprApplies: false }, 'pending'],
  [
    "vendors' consent without the publisher's",
    { ...consents(), purpose: { consents: { 1: true, 5: true, 6: true } } },
    'denied',
  ],
])('TCF: %s', (_, data, reading) => {
  const { say } = platform()
  const { all } = readings(fromTcf())
  say(data)
  expect(all).toEqual([reading])
})

test('TCF: other purposes, failures, later choices, and the end', () => {
  const { say, commands } = platform()
  const { all, stop } = readings(fromTcf({ purposes: [1], outside: 'granted' }))
  say(consents(1))
  say({}, false)
  say({ ...consents(), eventStatus: 'useractioncomplete' })
  say({ gdprApplies: false })
  stop()
  say(consents(1))
  expect(all).toEqual(['granted', 'pending', 'denied', 'granted'])
  expect(commands).toEqual([
    ['addEventListener', 2, undefined],
    ['removeEventListener', 2, 7],
  ])
})

test('TCF: a platform that comes later is found', async () => {
  vi.useFakeTimers()
  const { all } = readings(fromTcf())
  const { say } = platform()
  await vi.advanceTimersByTimeAsync(300)
  say(consents(1, 5, 6))
  vi.useRealTimers()
  expect(all).toEqual(['granted'])
})

test.each<[unknown, Consent]>([
  [true, 'denied'],
  ['1', 'denied'],
  [false, 'pending'],
  [undefined, 'pending'],
])('GPC: %s is %s', (globalPrivacyControl, reading) => {
  vi.stubGlobal('navigator', { globalPrivacyControl })
  expect(readings(fromGpc()).all).toEqual([reading])
})

test('GPC: both meanings can be set', () => {
  vi.stubGlobal('navigator', { globalPrivacyControl: true })
  expect(readings(fromGpc('pending')).all).toEqual(['pending'])
  vi.stubGlobal('navigator', {})
  expect(readings(fromGpc('denied', 'granted')).all).toEqual(['granted'])
})

/** gtag() pushes its arguments object. */
function gtag(layer: unknown[]): (...args: unknown[]) => void {
  return function (this: unknown) {
    // biome-ignore lint/complexity/noArguments: as Google's snippet does
    layer.push(arguments)
  }
}

const storage = (value: string) => ({
  ad_storage: 'denied',
  functionality_storage: value,
  personalization_storage: value,
})

test('Consent Mode: a default of denied is no answer, updates are', () => {
  const layer: unknown[] = []
  const push = gtag(layer)
  push('consent', 'default', storage('denied'))
  const { all, stop } = readings(fromConsentMode(layer))
  push('event', 'page_view', {})
  push('consent', 'update', storage('granted'))
  push('consent', 'update', { personalization_storage: 'denied' })
  push('consent', 'update', { ad_storage: 'granted' })
  stop()
  push('consent', 'update', storage('granted'))
  expect(all).toEqual(['pending', 'granted', 'denied', 'denied'])
  expect(layer).toHaveLength(6)
})

test('Consent Mode: a default of granted is an answer; one for some regions is none', () => {
  const layer: unknown[] = []
  const { all } = readings(fromConsentMode(layer))
  gtag(layer)('consent', 'default', { ...storage('denied'), region: ['DE'] })
  gtag(layer)('consent', 'default', storage('granted'))
  expect(all).toEqual(['granted'])
})

test('several adapters: one no is a no', () => {
  vi.stubGlobal('navigator', { globalPrivacyControl: true })
  const layer: unknown[] = []
  gtag(layer)('consent', 'update', storage('granted'))
  const both = fromAll(fromGpc(), fromConsentMode(layer))
  expect(both.name).toBe('gpc+consent-mode')
  expect(readings(both).all).toEqual(['denied', 'denied'])
})
