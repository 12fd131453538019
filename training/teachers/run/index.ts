export { RUN_FILES, type RunConfig, readRunConfig } from './config.ts'
export { type Run, type RunContents, readRun, readUnseenRun, writeRun } from './run.ts'
