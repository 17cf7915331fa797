// The browser, and whether this machine has it.
import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import { ALL_MUST_RUN } from '../clients/driver.ts'

/** Debian's, the first that is there. The one without windows opens a page in a quarter of the time. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** It asks nobody on the internet for anything, and runs as root too. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function isInstalled(): boolean {
  return programOf() !== null
}

/** For a describe block. If not, a test of its own says why: it is skipped, or fails where all must run. */
export function isPossible(): boolean {
  if (isInstalled()) return true
  it.skipIf(!ALL_MUST_RUN)('cannot be tried: there is no Chromium', () => expect(PROGRAMS).toBe('installed'))
  return false
}

/** Its profile is a temporary folder that goes with it. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: programOf() ?? '', args: ARGUMENTS })
}

function programOf(): string | null {
  return PROGRAMS.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
