#!/usr/bin/env node
// The `fairlead` command: what a maintainer does between deciding to move and having moved, and at 3 a.m.
import { setGlobalProxyFromEnv } from 'node:http'
import { createProgram } from './command/program.ts'
import { runProgram } from './command/run.ts'

// HTTPS_PROXY and NO_PROXY hold for every request. Plain http is only spoken with this machine, which no proxy is asked for.
setGlobalProxyFromEnv({ ...process.env, HTTP_PROXY: undefined, http_proxy: undefined })
process.exitCode = await runProgram(createProgram(), process.argv)
