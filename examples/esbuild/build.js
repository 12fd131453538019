import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

const HERE = import.meta.dirname

/** The SDK's files for browsers, in the closest `node_modules` that has them. */
function sdkFiles() {
  for (let folder = HERE; ; folder = dirname(folder)) {
    const files = join(folder, 'node_modules/@tacit-rec/client/dist/browser')
    if (existsSync(files)) return files
    if (folder === dirname(folder)) throw new Error('no @tacit-rec/client: run npm install')
  }
}

await build({
  entryPoints: [join(HERE, 'src/main.js')],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: join(HERE, 'dist'),
  define: { EDGE: JSON.stringify(process.env.TACIT_EDGE ?? 'https://edge.example') },
})
// esbuild copies no Workers: main.js says where these files are.
await cp(sdkFiles(), join(HERE, 'dist/tacit'), { recursive: true })
await cp(join(HERE, 'index.html'), join(HERE, 'dist/index.html'))
