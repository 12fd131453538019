export { Crawler, type Page } from './crawler.ts'
export { decode, decoderOf } from './decode.ts'
export { type GetOptions, get, unpack, USER_AGENT, WebError } from './get.ts'
export { PageCache } from './pages.ts'
