/**
 * Makes sure that there are browsers to test in: Chromium, and where they can be had, Firefox and
 * WebKit. As root on Debian it installs the packages that are missing. Tests need Chromium; those of
 * another browser that is missing are skipped by name.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/libexec']

const PLACES = {
  chromium: [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  firefox: [
    process.env.FIREFOX,
    '/usr/bin/firefox-esr',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ],
  webkit: ['4.1', '6.0', '4.0'].flatMap((version) =>
    LIBRARIES.flatMap((folder) => [
      `${folder}/webkit2gtk-${version}/MiniBrowser`,
      `${folder}/webkitgtk-${version}/MiniBrowser`,
    ]),
  ),
}

/** A browser engine that tests run in. */
export type Engine = keyof typeof PLACES
export const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit']

/** Debian's packages of each. */
export const PACKAGES: Record<Engine, readonly string[]> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb', 'xauth'],
}

/** Path of a browser, or undefined. For WebKit: MiniBrowser, if its driver and Xvfb are there too. */
export function findBrowser(engine: Engine): string | undefined {
  if (engine === 'webkit' && !existsSync('/usr/bin/WebKitWebDriver')) return undefined
  if (engine === 'webkit' && !existsSync('/usr/bin/Xvfb')) return undefined
  return PLACES[engine].find((path) => path && existsSync(path))
}

function install(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(' ')} with apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
}

if (import.meta.main) {
  const missing = ENGINES.filter((engine) => !findBrowser(engine))
  const debianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (debianRoot && missing.length > 0)
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
      for (const engine of missing) install(PACKAGES[engine])
    } catch (error) {
      console.error(String(error))
    }
  for (const engine of missing)
    if (!findBrowser(engine))
      console.error(
        `${engine} is missing, so its tests are skipped. On Debian: apt-get install ` +
          PACKAGES[engine].join(' '),
      )
  if (!findBrowser('chromium')) {
    console.error('Install Chromium or Chrome, or name one in the environment as CHROMIUM=/path')
    process.exit(2)
  }
}
