#!/usr/bin/env node
// The only file that any Node can parse: it says what is missing before anything else is loaded.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `tacit: Node ${process.versions.node} is too old: install Node 22.18 or newer (https://nodejs.org)\n`,
  )
  process.exit(2)
}
const { main } = await import('@tacit-rec/training/cli')
process.exitCode = await main(process.argv)
