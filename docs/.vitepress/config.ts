import { type DefaultTheme, defineConfig } from 'vitepress'
import { slugOf } from './slug.ts'

/** A page and its title; every page of the site is listed in one of the groups below. */
const page = (text: string, link: string): DefaultTheme.NavItemWithLink => ({ text, link })

const guide = [
  page('Overview', '/guide/'),
  page('What to train on', '/guide/what-to-train-on'),
  page('1. Data', '/guide/data'),
  page('2. Train', '/guide/train'),
  page('3. Deploy', '/guide/deploy'),
  page('4. Embed', '/guide/embed'),
  page('5. Measure', '/guide/measure'),
  page('6. Update', '/guide/update'),
]

const imports = [
  page('Overview', '/import/'),
  page('Shopify', '/import/shopify'),
  page('WooCommerce', '/import/woocommerce'),
  page('Magento', '/import/magento'),
  page('Stripe', '/import/stripe'),
  page('Google Merchant', '/import/merchant'),
  page('Google Analytics 4', '/import/ga4'),
  page('Matomo', '/import/matomo'),
  page('Sitemap', '/import/sitemap'),
]

const concepts = [
  page('Architecture', '/architecture'),
  page('Method', '/method'),
  page('Privacy', '/privacy'),
  page('Private learning', '/private-learning'),
  page('Teachers', '/teachers'),
  page('Intents', '/intents'),
  page('Reading data', '/reading'),
  page('Logs that outgrow one machine', '/counts'),
  page('Catalogue', '/catalogue'),
  page('Pictures', '/pictures'),
  page('Understanding queries', '/understand'),
  page('Publishing', '/publishing'),
  page('Signed packs', '/trust'),
]

const api = [
  page('SDK', '/sdk'),
  page('Search', '/search'),
  page('Rules', '/rules'),
  page('Elements, React, Vue', '/elements'),
  page('Testing', '/testing'),
  page('Codes', '/codes'),
  page('Edge API', '/edge-api'),
  page('Reference', '/reference/'),
]

const measurements = [
  page('Overview', '/measurements'),
  page('Ranking quality', '/measurements/quality'),
  page("The paper's table", '/measurements/table'),
  page('What text is worth', '/measurements/text'),
  page('Search', '/measurements/search'),
  page('Labels', '/measurements/labels'),
  page('Dislikes', '/measurements/dislikes'),
  page('Ablation', '/measurements/ablation'),
  page('Numeric engine', '/measurements/engine'),
  page('Time and size', '/measurements/time'),
  page('Understanding queries', '/measurements/understand'),
  page('On the device', '/measurements/device'),
  page('The edge', '/measurements/edge'),
  page('What an edge costs', '/measurements/edge-cost'),
]

const project = [
  page('Decisions', '/decisions'),
  page('Contributing', '/contributing'),
  page('Security', '/security'),
  page('Changelog', '/changelog'),
]

/** Built by `npm run build -w docs`; a dead link fails it. */
export default defineConfig({
  title: 'Tacit',
  description: 'Recommendations that a website can embed and that never see its visitors',
  lang: 'en',
  cleanUrls: true,
  markdown: {
    anchor: { slugify: slugOf },
    toc: { slugify: slugOf },
    config(markdown) {
      // Pages of the root are included here; their links to docs/ lead to this folder.
      markdown.core.ruler.push('root-links', ({ tokens }) => {
        for (const link of tokens.flatMap(({ children }) => children ?? []))
          if (link.attrGet('href')?.startsWith('docs/'))
            link.attrSet('href', link.attrGet('href')!.slice('docs/'.length))
      })
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Guide', '/guide/'), page('SDK', '/sdk'), page('Measurements', '/measurements')],
    sidebar: [
      { text: 'Guide for owners', items: guide },
      { text: 'Import', items: imports },
      { text: 'Concepts', items: concepts },
      { text: 'API', items: api },
      { text: 'Measurements', items: measurements, collapsed: true },
      { text: 'Project', items: project },
    ],
  } satisfies DefaultTheme.Config,
})
