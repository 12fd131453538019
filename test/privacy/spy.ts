/** What was said, and how. */
export interface Heard {
  /** Such as `console.warn`, `fetch` or `worker: fetch`. */
  channel: string
  text: string
}

declare global {
  interface Window {
    overheard: Heard[]
    /** Scopes that the spy runs in. */
    spied: string[]
  }
}

/** The spy as a script. @param pattern what it listens for */
export const spyScript = (pattern: string): string => `(${spy})(${JSON.stringify(pattern)})`

/**
 * Runs in a page or a Worker before all other scripts. It keeps in `window.overheard` every call of a web
 * API that could tell somebody something and that holds the pattern. A page and its own dedicated
 * Worker may tell each other what they like.
 */
function spy(pattern: string): void {
  // biome-ignore lint/suspicious/noExplicitAny: every global of every scope
  const scope = globalThis as any
  if (scope.spied) return
  const isPage = typeof document !== 'undefined'
  const marks = new RegExp(pattern, 'i')
  const heard: Heard[] = []
  scope.overheard = heard
  scope.spied = isPage ? ['page'] : ['worker']
  const line = new BroadcastChannel('the spy')
  if (isPage)
    line.onmessage = ({ data }) => {
      if (data.channel) heard.push(data)
      else if (!scope.spied.includes('worker')) scope.spied.push('worker')
    }
  else line.postMessage({})
  // The page may listen later than its Worker starts.
  if (!isPage) setInterval(() => line.postMessage({}), 200)

  const tellPage = BroadcastChannel.prototype.postMessage.bind(line)
  function keep(channel: string, text: string): void {
    if (!marks.test(text)) return
    const one = { channel: isPage ? channel : `worker: ${channel}`, text: text.slice(0, 300) }
    if (isPage) heard.push(one)
    else tellPage(one)
  }

  /** A value as text. What can be read only later is kept later. */
  function textOf(value: unknown, channel: string, depth = 0): string {
    if (typeof value === 'string') return value
    if (typeof value !== 'object' || value === null) return String(value)
    if (depth > 4) return ''
    const inner = (part: unknown) => textOf(part, channel, depth + 1)
    if (value instanceof Error) return `${value.message} ${value.stack} ${inner(value.cause)}`
    if (value instanceof URL) return value.href
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value instanceof ArrayBuffer ? value : value.buffer)
      return `${new TextDecoder().decode(bytes)} ${new TextDecoder('utf-16').decode(bytes)}`
    }
    if (value instanceof Blob) {
      void value.text().then((text) => keep(channel, text))
      return value.type
    }
    if (value instanceof Request) return `${value.url} ${inner(value.headers)}`
    if (value instanceof Response) {
      const body = value.bodyUsed ? Promise.resolve('') : value.clone().text()
      void body.then((text) => keep(channel, text))
      return inner(value.headers)
    }
    if (value instanceof Event) return `${value.type} ${inner((value as CustomEvent).detail)}`
    if (typeof Element !== 'undefined' && value instanceof Element) return value.outerHTML
    if (Symbol.iterator in value) return [...(value as Iterable<unknown>)].map(inner).join(' ')
    try {
      return Object.entries(value)
        .map(([key, part]) => `${key} ${inner(part)}`)
        .join(' ')
    } catch {
      return ''
    }
  }
  const note = (channel: string, values: unknown[]) => {
    for (const value of values) keep(channel, textOf(value, channel))
  }

  function hearMethods(path: string, names: string, as = path): void {
    const owner = path.split('.').reduce((found, part) => found?.[part], scope)
    if (!owner) return
    for (const name of names.split(' ')) {
      const native = owner[name]
      if (typeof native !== 'function') continue
      owner[name] = function (this: unknown, ...args: unknown[]) {
        note(`${as}.${name}`, args)
        return native.apply(this, args)
      }
    }
  }
  function hearSetters(type: string, names: string): void {
    for (const name of names.split(' ')) {
      const found = scope[type] && Object.getOwnPropertyDescriptor(scope[type].prototype, name)
      if (!found?.set) continue
      Object.defineProperty(scope[type].prototype, name, {
        ...found,
        set(value) {
          note(`${type}.${name}`, [value])
          found.set.call(this, value)
        },
      })
    }
  }
  function hearConstructors(names: string): void {
    for (const name of names.split(' ')) {
      const Native = scope[name]
      if (!Native) continue
      scope[name] = class extends Native {
        constructor(...args: unknown[]) {
          note(name, args)
          super(...args)
        }
      }
    }
  }

  // Requests.
  for (const name of ['fetch', 'open', 'importScripts']) {
    const native = scope[name]
    if (typeof native !== 'function') continue
    scope[name] = (...args: unknown[]) => {
      note(name, args)
      return native.apply(scope, args)
    }
  }
  hearMethods('XMLHttpRequest.prototype', 'open setRequestHeader send', 'XMLHttpRequest')
  hearMethods('Navigator.prototype', 'sendBeacon share vibrate', 'navigator')
  hearMethods('WebSocket.prototype', 'send close', 'WebSocket')
  hearMethods('RTCDataChannel.prototype', 'send', 'RTCDataChannel')
  hearConstructors('WebSocket EventSource WebTransport SharedWorker Worker Notification')
  // What other scripts, tabs, frames and extensions read.
  const consoles =
    'log info warn error debug trace dir table group groupCollapsed assert count time'
  hearMethods('console', `${consoles} timeLog timeEnd timeStamp`)
  hearMethods('BroadcastChannel.prototype', 'postMessage', 'BroadcastChannel')
  hearMethods('MessagePort.prototype', 'postMessage', 'MessagePort')
  hearMethods('ServiceWorker.prototype', 'postMessage', 'ServiceWorker')
  hearMethods('History.prototype', 'pushState replaceState', 'history')
  hearMethods('Performance.prototype', 'mark measure', 'performance')
  hearMethods('EventTarget.prototype', 'dispatchEvent', 'EventTarget')
  hearMethods('Clipboard.prototype', 'writeText write', 'clipboard')
  // What is stored.
  hearMethods('Storage.prototype', 'setItem', 'Storage')
  hearMethods('IDBFactory.prototype', 'open', 'indexedDB')
  hearMethods('IDBObjectStore.prototype', 'put add', 'indexedDB')
  hearMethods('CacheStorage.prototype', 'open', 'caches')
  hearMethods('Cache.prototype', 'put add addAll', 'Cache')
  hearMethods('FileSystemDirectoryHandle.prototype', 'getFileHandle', 'files')
  scope.addEventListener('error', ({ message, error }: ErrorEvent) =>
    note('error', [message, error]),
  )
  scope.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) =>
    note('unhandledrejection', [reason]),
  )
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) note('resource', [name])
  }).observe({ type: 'resource', buffered: true })
  if (!isPage) return
  hearSetters('Document', 'cookie title')
  hearSetters('HTMLImageElement', 'src srcset')
  hearSetters('HTMLScriptElement', 'src')
  hearSetters('HTMLIFrameElement', 'src srcdoc')
  hearSetters('HTMLLinkElement', 'href')
  new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === 'attributes')
        note('attribute', [(target as Element).getAttribute(attributeName!)])
      else if (type === 'characterData') note('text', [target.textContent])
      else
        for (const node of addedNodes)
          note('element', [node instanceof Element ? node.outerHTML : node.textContent])
    }
  }).observe(document, {
    ...{ attributes: true, characterData: true, childList: true, subtree: true },
  })
}

/** Everything on this device that any script of the site can read, by where it is. */
export async function readable(): Promise<Record<string, string>> {
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((done, failed) => {
      request.onsuccess = () => done(request.result)
      request.onerror = () => failed(request.error)
    })
  const found: Record<string, string> = {}
  const databases = await indexedDB.databases()
  found['names of databases'] = databases.map(({ name }) => name).join(' ')
  const records: string[] = []
  for (const { name } of databases) {
    const database = await ask(indexedDB.open(name!))
    for (const store of database.objectStoreNames) {
      const { objectStore } = { objectStore: () => database.transaction(store).objectStore(store) }
      const keys = await ask(objectStore().getAllKeys())
      const values = await ask(objectStore().getAll())
      if (keys.length > 0) records.push(JSON.stringify([keys, values]))
    }
    database.close()
  }
  found.indexedDB = records.join(' ')
  found.localStorage = JSON.stringify({ ...localStorage })
  found.sessionStorage = JSON.stringify({ ...sessionStorage })
  found.cookies = document.cookie
  found['window.name'] = window.name
  found.history = `${location.href} ${JSON.stringify(history.state)}`
  found.document = `${document.title} ${document.referrer}`
  const caught: string[] = []
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    caught.push(name)
    for (const request of await cache.keys()) {
      const response = await cache.match(request)
      const headers = [...request.headers, ...(response?.headers ?? [])]
      caught.push(request.url, headers.join(), (await response?.text()) ?? '')
    }
  }
  found.caches = caught.join(' ')
  const markup = (root: Document | ShadowRoot): string[] => {
    const inner = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
      shadowRoot ? markup(shadowRoot) : [],
    )
    const own = root instanceof Document ? root.documentElement.outerHTML : root.innerHTML
    return [own, ...inner]
  }
  found.elements = markup(document).join(' ')
  found.performance = performance
    .getEntries()
    .map((entry) => `${entry.name} ${JSON.stringify((entry as PerformanceMark).detail ?? '')}`)
    .join(' ')
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? []
  found['service workers'] = workers.map(({ scope }) => scope).join(' ')
  try {
    const files: string[] = []
    const folder = await navigator.storage.getDirectory()
    const entries = (folder as unknown as { keys(): AsyncIterable<string> }).keys()
    for await (const name of entries) files.push(name)
    found.files = files.join(' ')
  } catch {
    // A browser without files of a site.
  }
  return found
}
