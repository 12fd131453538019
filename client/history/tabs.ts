import type { Channel, Platform } from '../platform.ts'

/** What tabs tell one another. */
export interface Message {
  told: 'changed' | 'forgotten' | 'denied'
  at: number
}

/** The other tabs of a history. */
export interface Tabs {
  tell(told: Message['told'], at: number): void
  /** A page with an open channel is not kept in the bfcache. */
  close(): void
  reopen(): void
}

export function openTabs(
  name: string,
  { openChannel }: Pick<Platform, 'openChannel'>,
  heard: (message: Message) => void,
): Tabs {
  let channel = connect()

  function connect(): Channel | null {
    const opened = openChannel(name)
    if (opened) opened.onmessage = ({ data }) => heard(data as Message)
    return opened
  }

  return {
    tell: (told, at) => channel?.postMessage({ told, at } satisfies Message),
    close() {
      channel?.close()
      channel = null
    },
    reopen() {
      channel ??= connect()
    },
  }
}
