import { beforeAll, describe } from 'vitest'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import { behavesAsShelf } from './behavior.ts'
import { FLAVORS } from './flavors.ts'
import { tabsOf } from './tab.ts'

/** `npm test` has the element and one adapter, `npm run test:browsers` all. */
const CHOSEN = process.env.BROWSERS
  ? FLAVORS
  : FLAVORS.filter(({ name }) => ['the element', 'React 19'].includes(name))

beforeAll(buildSdk)

inEachBrowser(
  'a shelf',
  (browser, engine) => {
    describe.each(CHOSEN)('by $name', (flavor) => {
      behavesAsShelf(flavor, () => tabsOf(browser()), engine)
    })
  },
  PAGE_ENGINES,
)
