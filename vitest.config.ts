import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// A busy machine is no failure.
const TEST_MS_MAX = 60_000

// Two kinds of test: what runs in a Worker is tested in workerd, what runs on a person's machine in Node.
export default defineConfig({
  test: {
    // What is logged on purpose is of interest only where a test fails.
    silent: 'passed-only',
    projects: [
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: {
          name: 'workerd',
          // Vitest would leave a core to itself. Every file has a workerd of its own: on two cores two take half as long.
          maxWorkers: '100%',
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
          include: [
            'test/{oci,routing,gateway,downloads,monitor,admin,analytics,site,registry,verify,schema,cost}/**/*.test.ts',
            'test/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'node',
          // Most start the whole product. Two demos being written at a time lose their connections to workerd.
          fileParallelism: false,
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
          include: ['test/{ci,cli,docs,engine,structure,deploy,soak}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'clients',
          include: ['test/clients/**/*.clients.test.ts'],
          // Daemons and ports are shared, and a daemon's start may take its time on a small machine.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.browser.test.ts'],
          globalSetup: 'test/browser/demo.ts',
          // Each file has a browser of its own, which is enough for a small machine.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
