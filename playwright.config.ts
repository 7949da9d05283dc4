import { defineConfig } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from './tests/support/chromium.js'

const executablePath = findChromium()
if (executablePath === null) throw new Error('no Chromium: run `npm test`, which finds or installs one')

export default defineConfig<object, { database: 'sqlite' | 'postgres' }>({
  testDir: 'tests/browser',
  fullyParallel: true,
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // on a machine with other work a browser can be too late once; what needed a second attempt is named before the counts (tests/run.ts).
  // Where a word could be lost or a string run there is none.
  retries: 1,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  outputDir: 'test-results/browser',
  projects: [
    { name: 'sqlite', use: { database: 'sqlite' } },
    {
      name: 'postgres',
      testMatch: ['story.spec.ts', 'room.spec.ts', 'compilation.spec.ts'],
      use: { database: 'postgres' },
    },
    // three nodes of its own
    { name: 'cluster', testDir: 'tests/cluster', testMatch: '*.spec.ts' },
  ],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args: CHROMIUM_FLAGS },
    actionTimeout: 20_000,
    locale: 'en-GB',
    timezoneId: 'Asia/Qatar',
    screenshot: 'only-on-failure',
    trace: 'on-first-retry',
  },
})
