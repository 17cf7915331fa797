#!/usr/bin/env node
// The `fairlead` command: what a maintainer does between deciding to move and having moved, and at 3 a.m.
import { createProgram } from './command/program.ts'
import { runProgram, tellFailure } from './command/run.ts'
import { outliveReaders } from './command/terminal.ts'

// What is thrown where nobody waits for it, in a callback, would end the process with 1, which is "no".
process.on('uncaughtException', (error) => process.exit(tellFailure(error, process.argv)))
outliveReaders()
process.exitCode = await runProgram(createProgram(), process.argv)
