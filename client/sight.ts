import type { Sight } from './platform.ts'

/** Of the real browser. */
export const sight: Sight = {
  isVisible: () => document.visibilityState !== 'hidden',
  watch(listener) {
    const online = () => listener('online')
    const visible = () => {
      if (document.visibilityState === 'visible') listener('visible')
    }
    addEventListener('online', online)
    document.addEventListener('visibilitychange', visible)
    return () => {
      removeEventListener('online', online)
      document.removeEventListener('visibilitychange', visible)
    }
  },
}
