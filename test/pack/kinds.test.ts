import { completeKinds, KINDS, kindIndex, kindNamed, LIMITS, parseManifest } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { randomPack } from './random-pack.ts'

/** What exports, pixels and data sets write, separated by `|`. */
const WRITTEN: Record<string, string> = {
  view:
    'view|views|viewed|View|VIEW|view_item|page_view|pageview|Product Viewed' +
    '|viewed_product|ViewAction|ViewContent|detail-page-view|product_viewed|page_viewed' +
    '|https://schema.org/ViewAction|schema:ViewAction|pv|ipv|play|plays|played|listen' +
    '|ListenAction|WatchAction|watched|read|ReadAction|currently-reading|Viewed Product' +
    '|catalog_product_view|vue produit|vista de producto|setEcommerceView|detailviews|detail|screen_view|productView' +
    '|PRODUCT_VIEW|visit|catalog_product_compare_add_product',
  click:
    'click|clicks|clicked|clickout item|select_item|select_content|Product Clicked' +
    '|Promotion Clicked|select_promotion|clk|promo_click|click_item',
  cart:
    'cart|carts|add_to_cart|addtocart|AddToCart|addToCart|Product Added' +
    '|product_added_to_cart|add to basket|Added to Cart|added-to-cart|add|added' +
    '|begin_checkout|InitiateCheckout|Checkout Started|checkout_started|add_payment_info' +
    '|add_shipping_info|Payment Info Entered|payment_info_submitted|checkout' +
    '|In den Warenkorb gelegt|ajouté au panier|añadir al carrito|addEcommerceItem|ecommerceAbandonedCart|cart_add|Wishlist Product Added to Cart' +
    '|Cartadditions|checkout_cart_add_product|AddAction|Started Checkout',
  purchase:
    'purchase|purchases|purchased|buy|buys|BuyAction|transaction|order|orders' +
    '|Order Completed|order_placed|Placed Order|checkout_completed|ecommerceOrder' +
    '|trackEcommerceOrder|conversion|purchase-complete|bought|OrderAction|PayAction' +
    '|Kauf|achats|ventas|Bestellungen|Ordered Product|orders/create|orders/paid|in_app_purchase|order_checkout_complete' +
    '|RentAction|InstallAction|product_purchase|ordered|ecommerce_purchase|paid',
  save:
    'save|saved|fav|favs|add_to_wishlist|AddToWishlist|Product Added to Wishlist|wishlist' +
    '|like|likes|LikeAction|liked|bookmark|BookmarkAction|to-read|want to read|favorite' +
    '|favourited|WantAction|collect|thumbs_up|upvote|star|starred|wishlist_add_product' +
    '|FollowAction|bookmarks|plan_to_watch|save for later',
  rate:
    'rate|rating|ratings|rated|review|ReviewAction|Product Reviewed|add_review|reviewed' +
    '|RateAction',
  share: 'share|shares|ShareAction|Product Shared|shared|sendfriend_product',
  query:
    'query|queries|search|Products Searched|SearchAction|view_search_results' +
    '|search_submitted|searched|search for item|Product List Filtered',
  hide:
    'hide|hidden|not interested|not_interested|NotInterested|IgnoreAction|dismiss' +
    '|dismissed|blocked|hides',
  dislike: 'dislike|DislikeAction|disliked|thumbs_down|thumbs down|downvote|dislikes',
  impression:
    'impression|impressions|view_item_list|Product List Viewed|view_promotion' +
    '|Promotion Viewed|collection_viewed|view_cart|Cart Viewed|cart_viewed|shown' +
    '|category-page-view|home-page-view|shopping-cart-page-view|skip|promotion-offered',
  remove_from_cart:
    'remove_from_cart|removefromcart|Product Removed|product_removed_from_cart' +
    '|RemoveFromCart|removed from cart|remove-from-cart|removeEcommerceItem' +
    '|delete_from_cart|cart_remove|removed from basket|remove',
  unsave:
    'unsave|remove_from_wishlist|Product Removed from Wishlist|unlike|unfavorite|unfollow' +
    '|unbookmark|removed_bookmark|unliked|UnlikeAction|unsaved|unstar',
  refund:
    'refund|refunds|refunded|Order Refunded|Order Cancelled|return|returned|ReturnAction' +
    '|Refunded Order|Cancelled Order|cancelled|refund_order|chargeback|partially_refunded',
}

test.each(Object.entries(WRITTEN))('names of %s', (kind, written) => {
  for (const name of written.split('|')) expect([name, kindNamed(name)?.name]).toEqual([name, kind])
})

test('every kind has an example, and its own name', () => {
  expect(Object.keys(WRITTEN)).toEqual(KINDS.map(({ name }) => name))
  for (const kind of KINDS) expect(kindNamed(kind.name)).toBe(kind)
})

test('no alias means two kinds', () => {
  for (const { name, aliases } of KINDS)
    for (const alias of aliases) expect([alias, kindNamed(alias)?.name]).toEqual([alias, name])
})

test.each([
  '',
  ' ',
  '1',
  'login',
  'sign_up',
  'generate_lead',
  'scroll',
  'session_start',
  'unknown',
  'product',
  'remove view',
  'not like',
  'un',
  'undo',
  'toString',
  '__proto__',
])('%j means no kind', (name) => {
  expect(kindNamed(name)).toBeNull()
})

test('only events that a person means weigh; opposites and dislikes do not', () => {
  for (const { name, weight, dislike, undoes } of KINDS) {
    expect([name, weight === 0]).toEqual([
      name,
      Boolean(dislike || undoes) || ['query', 'impression'].includes(name),
    ])
    if (undoes) expect(KINDS.find((kind) => kind.name === undoes)!.weight).toBeGreaterThan(0)
  }
})

test('a list is completed by the kinds that it lacks, under any name', () => {
  const kinds = completeKinds([
    { name: 'buy', weight: 9 },
    { name: 'gift', weight: 4 },
  ])
  const names = kinds.map(({ name }) => name)
  expect(names.slice(0, 4)).toEqual(['buy', 'gift', 'view', 'click'])
  expect(names).toHaveLength(KINDS.length + 1)
  expect(kinds.find(({ name }) => name === 'dislike')).toEqual({ name: 'dislike', weight: 0 })
})

test.each([
  ['gift', 0],
  ['purchase', 1],
  ['Order Completed', 1],
  ['buy', 1],
  ['page_view', 2],
  ['share', 2],
  ['never heard of', 2],
])('in a list, %s is number %i', (name, index) => {
  const kinds = ['gift', 'buy', 'view'].map((name) => ({ name, weight: 1 }))
  expect(kindIndex(kinds, name)).toBe(index)
  expect(kindIndex(kinds.slice(0, 1), name)).toBe(0)
})

test('a manifest holds weights up to a million', async () => {
  const { manifest } = await randomPack()
  const weighed = (weight: number) => ({ ...manifest, kinds: [{ name: 'purchase', weight }] })
  expect(parseManifest(weighed(LIMITS.kindWeight)).kinds[0].weight).toBe(1e6)
  expect(() => parseManifest(weighed(2e6))).toThrow('kinds.0.weight')
})
