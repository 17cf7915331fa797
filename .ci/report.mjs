// The end of the gate: what failed and why, then `N passed, N failed`. Plain JavaScript for whatever node the machine has:
// it must speak even where `npm ci` failed. `node .ci/report.mjs FOLDER [FAILED STEP...]`; a step's output is in the
// folder as `STEP.log`, and what test/ci/reporter.ts says of its tests, if it came to that, as `STEP.json`.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

// Of a long run only the end is kept, so all of this has to fit there.
const EXPLAINED_MAX = 6
const NAMED_MAX = 30
const MESSAGE_CHARS_MAX = 1_200
const LOG_LINES_MAX = 40
const LOG_CHARS_MAX = 4_000

const [folder, ...failedSteps] = process.argv.slice(2)
const reportOf = (step) => {
  const path = join(folder, `${step}.json`)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { passed: 0, failures: [] }
}

/** What went wrong and what was said last of it: both may tell. */
function shorten(text) {
  if (text.length <= MESSAGE_CHARS_MAX) return text
  const half = MESSAGE_CHARS_MAX / 2
  return `${text.slice(0, half)}\n[…]\n${text.slice(-half)}`
}

function lastLines(step) {
  const path = join(folder, `${step}.log`)
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : ['it printed nothing']
  return lines.slice(-LOG_LINES_MAX).join('\n').slice(-LOG_CHARS_MAX)
}

const indented = (text, by) =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => by + line)

/** A step can fail outside its tests: a type error, a crash. */
function explain(step) {
  const { failures } = reportOf(step)
  if (failures.length === 0) return indented(lastLines(step), '    ')
  return failures
    .slice(0, NAMED_MAX)
    .flatMap(({ name, message }, index) => [
      `  ${name}`,
      ...(index < EXPLAINED_MAX ? indented(shorten(message), '    ') : []),
    ])
    .concat(failures.length > NAMED_MAX ? [`  and ${failures.length - NAMED_MAX} more`] : [])
}

const reports = readdirSync(folder).filter((file) => file.endsWith('.json'))
const steps = new Set([...failedSteps, ...reports.map((file) => file.slice(0, -'.json'.length))])
let passed = 0
let failed = 0
for (const step of steps) {
  const { passed: ofStep, failures } = reportOf(step)
  passed += ofStep
  failed += Math.max(failures.length, failedSteps.includes(step) ? 1 : 0)
  if (failures.length > 0 || failedSteps.includes(step))
    console.log([`failed: ${step}`, ...explain(step)].join('\n'))
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
