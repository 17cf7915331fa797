import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// A busy machine is no failure.
const TEST_MS_MAX = 60_000

/** What takes minutes begins first, the longest before the others: at the end, nothing would be left to run beside it. */
const LONG = [
  'test/deploy/account.test.ts',
  'test/cli/all-demos.test.ts',
  'test/docs/docs.test.ts',
  'test/cost/cost.test.ts',
  'test/cli/start.test.ts',
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const long = LONG.flatMap((path) => sorted.filter(({ moduleId }) => moduleId.endsWith(path)))
    return [...long, ...sorted.filter((file) => !long.includes(file))]
  }
}

/** Of the tests in Node, those that have a demo: test/cli/all-demos.test.ts runs them. */
const DEMO = ['test/cli/{demo,demo-life,start-demo}.test.ts']

// Two kinds of test: what runs in a Worker is tested in workerd, what runs on a person's machine in Node.
export default defineConfig({
  test: {
    // What is logged on purpose is of interest only where a test fails.
    silent: 'passed-only',
    sequence: { sequencer: LongFirst },
    projects: [
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: {
          name: 'workerd',
          // Vitest would leave a core to itself: on two cores two take half as long.
          maxWorkers: '100%',
          // A workerd for each file would take longer to start than most files' tests. They make apps, whose memory is
          // their own, and empty the storage that they use.
          isolate: false,
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
          // Most start a program and wait for it.
          maxWorkers: '100%',
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
          include: ['test/{ci,cli,docs,engine,structure,deploy,soak}/**/*.test.ts'],
          exclude: DEMO,
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
