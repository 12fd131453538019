import { beforeAll, describe } from 'vitest'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import { behavesAsShelf } from './behavior.ts'
import { FLAVORS } from './flavors.ts'
import { tabsOf } from './tab.ts'

beforeAll(buildSdk)

inEachBrowser(
  'a shelf',
  (browser, engine) => {
    describe.each(FLAVORS)('by $name', (flavor) => {
      behavesAsShelf(flavor, () => tabsOf(browser()), engine)
    })
  },
  PAGE_ENGINES,
)
