export { type Followed, follow, type ListRequest, type Source } from './follow.ts'
export { definePrivacy, type TacitPrivacy } from './privacy/index.ts'
export { provide } from './provide.ts'
export { type CardMaker, defineShelf, type ShelfEvents, type TacitShelf } from './shelf/index.ts'
