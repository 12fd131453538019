import { main } from '../../../training/cli.ts'
import { useGraphModels } from '../../../training/teachers/index.ts'
import { matrixFactorisation } from '../graph/matrix-factorisation.ts'

// The command, with a matrix factorisation under every graph teacher's name.
useGraphModels((name, options) => matrixFactorisation(options, name))
process.exitCode = await main(process.argv)
