export { type Shown, showProgress } from './bars.ts'
export { main } from './main.ts'
