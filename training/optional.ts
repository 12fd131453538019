import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TacitError } from '@tacit-rec/pack'
import { errorCode, errorMessage } from './files.ts'

/**
 * Imports an optional peer dependency, installed beside this package or (under `npx`) in the working
 * directory.
 *
 * @param library typed as a plain string, so that neither the compiler nor a bundler resolves it
 * @param feature what needs it, as a flag or a command
 * @throws TacitError of `code` if it is not installed
 */
export async function importOptional<T>(
  library: string,
  feature: string,
  code: string,
): Promise<T> {
  const isMissing = (error: unknown) =>
    /MODULE_NOT_FOUND/.test(errorCode(error) ?? '') && errorMessage(error).includes(library)
  try {
    return await import(library)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    const here = createRequire(join(process.cwd(), 'package.json'))
    return await import(pathToFileURL(here.resolve(library)).href)
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new TacitError(
      code,
      `${feature} needs ${library}, which is not installed: npm install ${library}`,
    )
  }
}
