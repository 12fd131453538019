// Plain JavaScript that any Node can parse: it says what is missing before Node meets a .ts file.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `tacit: Node ${process.versions.node} is too old: install Node 22.18 or newer (https://nodejs.org)`,
  )
  process.exit(2)
}
