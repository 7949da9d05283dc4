/**
 * Where the browser of the tests is: CHROMIUM_PATH, Playwright's own, or the system's.
 * Plain JavaScript: the set-up reads it before anything is built.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** @returns {string | null} path of an executable that exists, or null */
export function findChromium() {
  const named = process.env['CHROMIUM_PATH']
  if (named) return existsSync(named) ? named : null
  /** @type {typeof import('@playwright/test')} */
  const playwright = createRequire(import.meta.url)('@playwright/test')
  const own = playwright.chromium.executablePath()
  if (own && existsSync(own)) return own
  return SYSTEM.find((path) => existsSync(path)) ?? null
}

/** Quiet on machines without a network, and able to run as root. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
