import type { Importer, Tools } from '../importer.ts'
import { isUrl } from '../inputs.ts'
import { withDownload } from '../web/index.ts'
import { productsOf } from './feed.ts'
import { itemOf } from './product.ts'

/**
 * Product feeds of Google Merchant Center: https://support.google.com/merchants/answer/7052112
 *
 * A product stays one item per `id`, since that is what Google's tags send, with `item_group_id` as
 * its parent: the reader makes one item of a group, whichever of the two the events name.
 */
export const merchant: Importer = {
  name: 'merchant',
  about: 'product feeds of Google Merchant Center: text, CSV, RSS or Atom, files or addresses',
  async run(inputs, tools) {
    for (const input of inputs) {
      if (isUrl(input)) {
        await withDownload(input, (path) => readFeed(path, input, tools), tools.signal)
      } else await readFeed(input, input, tools)
    }
  },
}

async function readFeed(path: string, name: string, tools: Tools): Promise<void> {
  const now = new Date()
  for await (const product of productsOf(path, name, tools)) tools.item(itemOf(product, now))
}
