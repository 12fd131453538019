export { Crawler, type Page } from './crawler.ts'
export { decode, decoderOf } from './decode.ts'
export { type GetOptions, get, USER_AGENT, unpack, WebError } from './get.ts'
export { PageCache } from './pages.ts'
