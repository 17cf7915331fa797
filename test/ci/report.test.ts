// The end of the gate: what .ci/report.mjs says of reports, from hand-made ones and from a run of vitest.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Failure, Report } from './reporter.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const STEP = 'npm run test:clients'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fl-report-'))
  return () => rm(folder, { recursive: true })
})

const save = (name: string, content: string) => writeFile(join(folder, name), content)
const saveReport = (step: string, report: Report) => save(`${step}.json`, JSON.stringify(report))

/** Its exit code and what it printed. */
async function run(args: string[]): Promise<{ code: number; printed: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT })
    return { code: 0, printed: stdout }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error)) throw error
    return { code: Number(error.code), printed: String(error.stdout) }
  }
}
const report = (...failedSteps: string[]) => run(['.ci/report.mjs', folder, ...failedSteps])
const failuresOf = (count: number): Failure[] =>
  Array.from({ length: count }, (_, index) => ({ name: `test ${index}`, message: 'no' }))

describe('the end of the gate', () => {
  it('is one line when all is well', async () => {
    await saveReport('npm run test', { passed: 3, failures: [] })
    await saveReport(STEP, { passed: 2, failures: [] })
    expect(await report()).toEqual({ code: 0, printed: '5 passed, 0 failed\n' })
  })

  it('is a failure where no test ran', async () => {
    expect(await report()).toEqual({ code: 1, printed: '0 passed, 0 failed\n' })
  })

  it('says what failed and why, and counts a suite whose tests never ran', async () => {
    const failures = [
      { name: 'pull.clients.test.ts', message: 'dockerd did not become ready:\nno space left' },
      { name: 'stale.clients.test.ts > docker', message: '\u001b[31mexpected 1 to be 2\u001b[39m' },
    ]
    await saveReport(STEP, { passed: 133, failures })
    expect((await report(STEP)).printed.split('\n')).toEqual([
      `failed: ${STEP}`,
      '  pull.clients.test.ts',
      '    dockerd did not become ready:',
      '    no space left',
      '  stale.clients.test.ts > docker',
      '    expected 1 to be 2',
      '133 passed, 2 failed',
      '',
    ])
  })

  it('shows the last lines of a step that failed outside its tests, which is one failure', async () => {
    await saveReport('npm run test', { passed: 3, failures: [] })
    await save('npm run test.log', Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''))
    const { code, printed } = await report('npm run test', 'npm ci')
    expect(code).toBe(1)
    expect(printed).toMatch(/^failed: npm run test\n {4}line 60\n[^]* {4}line 99\nfailed: npm ci\n/)
    expect(printed).toMatch(/ {4}it printed nothing\n3 passed, 2 failed\n$/)
  })

  it('stays short however much failed', async () => {
    const failures = [{ name: 'long', message: `first ${'x'.repeat(9_000)} last` }, ...failuresOf(999)]
    await saveReport(STEP, { passed: 0, failures })
    const { printed } = await report(STEP)
    expect(printed.length).toBeLessThan(3_000)
    expect(printed).toMatch(/ {2}long\n {4}first x+\n {4}\[…\]\n {4}x+ last\n/)
    expect(printed).toMatch(/ {2}test 28\n {2}and 970 more\n0 passed, 1000 failed\n$/)
  })
})

const TESTS = `
  import { beforeAll, describe, expect, it } from 'vitest'
  it('passes', () => {})
  it('fails', () => expect(1, 'one').toBe(2))
  describe('a set-up', () => {
    beforeAll(() => { throw new Error('the registry did not start') })
    it('never runs', () => {})
    it('nor does this', () => {})
  })
`

describe('the report of a run of vitest', () => {
  let written: Report
  beforeAll(async () => {
    const root = await mkdtemp(join(PROJECT, 'node_modules', '.fl-report-'))
    try {
      await writeFile(join(root, 'vitest.config.js'), 'export default {}') // else it would take the project's
      await writeFile(join(root, 'some.test.js'), TESTS)
      await writeFile(join(root, 'broken.test.js'), `throw new Error('it cannot be read')`)
      const out = join(root, 'report.json')
      const reporter = resolve(import.meta.dirname, 'reporter.ts')
      const vitest = resolve(PROJECT, 'node_modules/vitest/vitest.mjs')
      await run([vitest, 'run', `--root=${root}`, `--reporter=${reporter}`, `--outputFile=${out}`])
      written = JSON.parse(await readFile(out, 'utf8')) as Report
    } finally {
      await rm(root, { recursive: true })
    }
  }, 60_000)

  it('counts what passed', () => expect(written.passed).toBe(1))

  it.each([
    ['a test', 'some.test.js > fails', /^one: expected 1 to be 2[^]*\nat .*some\.test\.js:4$/],
    ['a suite whose set-up failed', 'some.test.js > a set-up', /^the registry did not start\nat /],
    ['a file that cannot be read', 'broken.test.js', /^it cannot be read\nat /],
  ])('has the reason of %s', (_what, name, message) => {
    expect(written.failures.filter((failure) => failure.name === name)).toEqual([
      { name, message: expect.stringMatching(message) as string },
    ])
  })

  it('names nothing else', () => expect(written.failures).toHaveLength(3))
})
