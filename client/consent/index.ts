export { fromAll } from './all.ts'
export { fromConsentMode } from './consent-mode.ts'
export { fromGpc } from './gpc.ts'
export { fromTcf } from './tcf.ts'
