#!/usr/bin/env node
// The `fairlead` command: what a maintainer does between deciding to move and having moved, and at 3 a.m.
import { createProgram } from './command/program.ts'
import { runProgram } from './command/run.ts'

process.exitCode = await runProgram(createProgram(), process.argv)
