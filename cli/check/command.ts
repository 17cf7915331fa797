// `fairlead check`: is a routes document right, and are its upstreams as it says?
import type { Command } from 'commander'
import * as z from 'zod'
import { aliasWarnings } from '../../src/routing/alias-warning.ts'
import { checkRoutes, sentencesOf } from '../../src/routing/parse.ts'
import { type Routes, type Upstream, compileRoutes } from '../../src/routing/routes.ts'
import { EXIT, exitHelp } from '../command/exit.ts'
import { CommandFailure, UsageFailure } from '../command/failure.ts'
import { type Globals, globalsOf } from '../command/global.ts'
import { counted, tableOf } from '../command/table.ts'
import type { Terminal } from '../command/terminal.ts'
import { readText } from '../registry/routes.ts'
import { findNames } from '../verify/name.ts'
import { type UpstreamReport, checkUpstream } from './upstream.ts'

const optionsSchema = z.object({
  offline: z.boolean().default(false),
  repository: z.array(z.string()).default([]),
})

export function addCheck(program: Command): void {
  program
    .command('check <file>')
    // The other way round, --repository would take the file for one more name.
    .usage('<file> [options]')
    .description('Check a routes document, and that its upstreams are as it says.')
    .option('--offline', 'the document only')
    .option(
      '--repository <name...>',
      'by whose images the upstreams are tried, where the document names only patterns',
    )
    .addHelpText('after', exitHelp('check'))
    .action(async (file: string, _options: unknown, command: Command) => {
      const globals = globalsOf(command)
      const options = optionsSchema.parse(command.opts())
      const checked = checkRoutes(await readText(file))
      const { document } = checked
      const problems = sentencesOf(checked.problems ?? [])
      const routes = document === null ? null : compileRoutes(document)
      const warnings = routes === null ? [] : aliasWarnings(routes)
      const reports =
        routes === null || options.offline ? [] : await checkAll(globals, routes, options.repository)
      const outcome = outcomeOf(problems, reports)
      print(globals.terminal, file, { problems, warnings, reports, outcome })
      globals.terminal.answer({
        file,
        outcome,
        valid: document !== null,
        problems,
        warnings,
        upstreams: options.offline ? null : reports,
      })
      process.exitCode = EXIT_OF[outcome]
    })
}

/** The exit code of each outcome. */
const EXIT_OF = { right: EXIT.done, wrong: EXIT.no, unchecked: EXIT.failed } as const

type Outcome = keyof typeof EXIT_OF

/** What is known to be wrong is so whatever else could not be looked at. */
function outcomeOf(problems: string[], reports: UpstreamReport[]): Outcome {
  if (problems.length + problemCount(reports) > 0) return 'wrong'
  return reports.some(({ unreadable }) => unreadable.length > 0) ? 'unchecked' : 'right'
}

function problemCount(reports: UpstreamReport[]): number {
  return reports.reduce((sum, { problems }) => sum + problems.length, 0)
}

async function checkAll(globals: Globals, routes: Routes, chosen: string[]): Promise<UpstreamReport[]> {
  const { terminal } = globals
  const reports = await Promise.all(
    routes.upstreams.map(async (from) => {
      const { names } = await namesAt(globals, routes, { chosen, from })
      terminal.progress(`asking ${from.registry}`)
      return checkUpstream(routes, from, names, terminal)
    }),
  )
  terminal.settle()
  return reports
}

/** A gateway knows more names than the document spells out; one that is away is no reason not to look at the upstreams. */
function namesAt(globals: Globals, routes: Routes, wanted: { chosen: string[]; from: Upstream }) {
  return findNames(globals, routes, wanted).catch((error: unknown) => {
    if (globals.gateway === null || error instanceof UsageFailure || !(error instanceof CommandFailure))
      throw error
    return findNames({ ...globals, gateway: null }, routes, wanted)
  })
}

type Found = { problems: string[]; warnings: string[]; reports: UpstreamReport[]; outcome: Outcome }

function print({ say, paint }: Terminal, file: string, found: Found): void {
  const { problems, warnings, reports, outcome } = found
  for (const problem of problems) say(paint('red', `x  ${problem}`))
  for (const warning of warnings) say(paint('yellow', `Warning: ${warning}`))
  if (reports.length > 0) for (const line of tableOf([HEAD, ...reports.map(rowOf)])) say(line)
  for (const { name, problems: wrong, unreadable, warnings: notes } of reports) {
    for (const problem of wrong) say(paint('red', `x  upstreams.${name}: ${problem}`))
    for (const what of unreadable) say(paint('yellow', `?  upstreams.${name}: ${what}`))
    for (const warning of notes) say(paint('yellow', `Warning: upstreams.${name}: ${warning}`))
  }
  const answers = {
    right: `${file} is right.`,
    wrong: `${file}: ${counted(problems.length + problemCount(reports), 'problem')}.`,
    unchecked: `Not checked: nothing is known to be wrong with ${file}, but not all of it could be looked at.`,
  }
  say(paint(outcome === 'right' ? 'green' : 'red', answers[outcome]))
}

const HEAD = ['UPSTREAM', 'REGISTRY', 'ANSWERS', 'BLOBS', 'NEEDS', 'TOKENS FROM', 'LOGIN']

function rowOf({ name, registry, answers, blobs, realm, credentials }: UpstreamReport): string[] {
  const login = credentials === null ? '-' : `${credentials.name}${credentials.set ? '' : ' (not set here)'}`
  const from = realm === null ? '-' : `${realm.origin}${realm.trusted ? '' : ' (not trusted)'}`
  return [name, registry, answers ? 'yes' : 'no', blobs.document, blobs.needed ?? '?', from, login]
}
