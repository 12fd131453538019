export { createKey, type KeyFile, readKeys, retireKey, signingKeys } from './folder.ts'
