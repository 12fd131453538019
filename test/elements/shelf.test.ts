import { afterAll, beforeAll, describe } from 'vitest'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import { behavesAsShelf } from './behavior.ts'
import { FLAVORS } from './flavors.ts'
import { chromiumTabs, type TabBrowser, tabsOf } from './tab.ts'

const [ELEMENT, ...OTHERS] = FLAVORS
/** `npm test` has one adapter, `npm run test:browsers` all. */
const ADAPTERS =
  process.env.BROWSERS === 'all' ? OTHERS : OTHERS.filter(({ name }) => name === 'React 19')

beforeAll(buildSdk)

inEachBrowser(
  `a shelf by ${ELEMENT.name}`,
  (browser, engine) => behavesAsShelf(ELEMENT, () => tabsOf(browser()), engine),
  PAGE_ENGINES,
)

describe('in Chromium', () => {
  let browser: TabBrowser
  beforeAll(async () => {
    browser = await chromiumTabs()
  })
  afterAll(() => browser?.close())

  describe.each(ADAPTERS)('a shelf by $name', (flavor) => {
    behavesAsShelf(flavor, () => browser)
  })
})
