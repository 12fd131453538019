import { afterAll, beforeAll, describe } from 'vitest'
import { buildSdk } from '../browser/site.ts'
import { behavesAsShelf } from './behavior.ts'
import { FLAVORS } from './flavors.ts'
import { chromiumTabs, type TabBrowser } from './tab.ts'

let browser: TabBrowser
beforeAll(async () => {
  buildSdk()
  browser = await chromiumTabs()
})
afterAll(() => browser?.close())

describe.each(FLAVORS)('a shelf by $name', (flavor) => {
  behavesAsShelf(flavor, () => browser)
})
