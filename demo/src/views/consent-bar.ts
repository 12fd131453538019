import type { Consent } from '@tacit-rec/client'
import { announce, h, slot } from '../dom.ts'
import type { Store } from '../store.ts'

/** Asks once, without covering the page. The shop works with any answer. */
export function showConsent(store: Store): void {
  const place = slot('consent')
  const open = store.tacit.consent.status === 'pending'
  if (!open) place.replaceChildren()
  if (!open || place.firstChild) return
  const answer = (consent: Consent, message: string) => async () => {
    await store.setConsent(consent)
    announce(message)
    slot('main').focus({ preventScroll: true })
  }
  place.append(
    h(
      'section',
      { class: 'consent', 'aria-label': 'Your choice' },
      h(
        'p',
        {},
        h('strong', {}, 'Remember what you view, on this device only? '),
        'This browser chooses the items of “For you”. Whatever you answer, nothing about you is ',
        'sent anywhere. Until you answer, this page forgets everything when you close it.',
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
            onclick: answer('granted', 'Your history is stored on this device.'),
          },
          'Remember',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'button quiet',
            id: 'refuse',
            onclick: answer('denied', 'Nothing is stored.'),
          },
          'No, thank you',
        ),
      ),
    ),
  )
}
