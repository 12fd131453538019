import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.ts'

const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** A software WebGPU adapter: correct numbers, but its times mean nothing. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']

/** Real Chromium, headless, with a WebGPU adapter in software. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('Chromium is missing: run npm test once, which installs it, or set CHROMIUM')
  return chromium.launch({ executablePath, args: [...QUIET, ...SOFTWARE_WEBGPU] })
}
