import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const alias = {
  $lib: fileURLToPath(new URL('./src/lib', import.meta.url)),
}

export default defineConfig({
  test: {
    // by default one core is left to whoever watches, which is half of a machine with two
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'rules and rooms',
          include: ['tests/{domain,server,routes,house,editor,bench}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        plugins: [svelte()],
        resolve: { alias, conditions: ['browser'] },
        test: { name: 'ui', include: ['tests/ui/**/*.test.ts'], environment: 'jsdom', testTimeout: 60_000 },
      },
      {
        resolve: { alias },
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/support/postgres-cluster.ts'],
          testTimeout: 60_000,
          // a house on PostgreSQL with the sample charter in it takes its time on a busy machine
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'cluster',
          include: ['tests/cluster/**/*.test.ts'],
          environment: 'node',
          testTimeout: 600_000,
          maxWorkers: 1,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'faults and fuzz',
          include: ['tests/{faults,fuzz}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 600_000,
          maxWorkers: 1,
        },
      },
    ],
  },
})
