import type { Consent } from '@tacit-rec/client'
import { announce, h, slot } from '../dom.ts'
import type { Store } from '../store.ts'

/** Asks once, in the page's flow: it covers nothing, and the shop works whatever the answer is. */
export function showConsent(store: Store): void {
  const place = slot('consent')
  const open = store.tacit.consent() === 'pending'
  if (!open) place.replaceChildren()
  if (!open || place.firstChild) return
  const answer = (consent: Consent, said: string) => async () => {
    await store.setConsent(consent)
    announce(said)
    slot('main').focus({ preventScroll: true })
  }
  place.append(
    h(
      'section',
      { class: 'consent', 'aria-label': 'Your choice' },
      h(
        'p',
        {},
        h('strong', {}, 'Remember what I look at, on this device only? '),
        'The shelf “For you” is ranked in this browser, and nothing about you is sent to anybody, ',
        'whichever you choose. Until you do, this page forgets when it is closed.',
      ),
      h(
        'p',
        { class: 'answers' },
        h(
          'button',
          {
            type: 'button',
            class: 'button',
            id: 'remember',
            onclick: answer('granted', 'It is remembered on this device.'),
          },
          'Remember',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'button quiet',
            id: 'refuse',
            onclick: answer('denied', 'Nothing is remembered.'),
          },
          'No, thank you',
        ),
      ),
    ),
  )
}
