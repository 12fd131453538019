/**
 * Makes sure that there is a browser to test in. Looks for CHROMIUM, then for Chromium or Chrome
 * where systems keep them; as root on Debian it installs the `chromium` package itself.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Path of a browser, or undefined. */
export function findChromium(): string | undefined {
  return PLACES.find((path) => path && existsSync(path))
}

if (import.meta.main && !findChromium()) {
  const debianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (!debianRoot) {
    console.error(
      'No browser found: install Chromium or Chrome, or name one in the environment as CHROMIUM=/path',
    )
    process.exit(2)
  }
  console.log('Installing chromium with apt-get …')
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as const }
  execFileSync('apt-get', ['update', '-qq'], { stdio: [...quiet.stdio] })
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    stdio: [...quiet.stdio],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
