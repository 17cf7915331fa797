// For vitest, in .ci/run: how many tests passed, and why each test, suite and file that did not failed. Vitest's own JSON
// report has no word on a describe block whose hook failed, nor on an error outside every test.
import { writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export type Failure = { name: string; message: string }
/** What .ci/report.mjs reads, from here and from test/soak. */
export type Report = { passed: number; failures: Failure[] }

const ENDED = ['passed', 'failed', 'skipped']

/** `vitest --reporter=./test/ci/reporter.ts --outputFile=FILE`. Vitest puts `new` before it, as before a class. */
export default function FailureReporter(): Reporter {
  let file: unknown
  return {
    onInit: ({ config }) => {
      file = config.outputFile
    },
    onTestRunEnd: async (modules, unhandled) => {
      if (typeof file !== 'string') throw new Error('--outputFile must say where the report goes')
      await writeFile(file, JSON.stringify(reportOf(modules, unhandled)))
    },
  }
}

function reportOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Report {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const outside = unhandled.map((error) => ({ name: 'outside every test', message: messageOf(error) }))
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failures: [...modules.flatMap(failuresOf), ...outside],
  }
}

function failuresOf(module: TestModule): Failure[] {
  const file = module.relativeModuleId
  const all = [
    { name: file, errors: module.errors() },
    ...[...module.children.allSuites()].map((suite) => ({
      name: `${file} > ${suite.fullName}`,
      errors: suite.errors(),
    })),
    ...[...module.children.allTests()].map((test) => ({
      name: `${file} > ${test.fullName}`,
      errors: test.result().errors ?? [],
    })),
  ]
  const failures = all.flatMap(({ name, errors: [first] }) =>
    first === undefined ? [] : [{ name, message: messageOf(first) }],
  )
  if (ENDED.includes(module.state())) return failures
  return [...failures, { name: file, message: 'it did not come to its end' }]
}

/** Not the whole stack: where in the test it was is the last thing that anybody needs. */
function messageOf({ message, diff, stacks = [] }: SerializedError): string {
  const [at] = stacks
  const place = at === undefined ? '' : `at ${relative('', at.file)}:${at.line}`
  const lines = [message.trimEnd(), typeof diff === 'string' ? diff : '', place]
  return lines.filter((line) => line !== '').join('\n')
}
