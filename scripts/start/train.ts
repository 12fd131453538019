// The child process of trainPack: node train.ts OPTIONS, as JSON.
import { TacitError } from '@tacit-rec/pack'
import { train } from '@tacit-rec/training'
import { showProgress } from '@tacit-rec/training/cli'

const progress = showProgress()
try {
  await train({ ...JSON.parse(process.argv[2]), progress })
} catch (error) {
  if (!(error instanceof TacitError)) throw error
  process.stderr.write(`tacit: ${error.message}\n`)
  process.exitCode = 2
} finally {
  progress.stop()
}
