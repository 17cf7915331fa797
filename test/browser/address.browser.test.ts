// Whatever is written into the address gives a page, or a page that says why not.
import { describe, expect, inject, it } from 'vitest'
import { isPossible } from './chromium.ts'
import { visitor } from './visitor.ts'

const PARAMETERS = [
  ...['range', 'from', 'to', 'metric', 'class'],
  ...[
    'version',
    'platform',
    'country',
    'continent',
    'client',
    'client_version',
    'provider',
    'upstream',
    'reason',
  ].map((dimension) => `where.${dimension}`),
]

const VALUES = {
  'a script': '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  'an image that fails': '%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E',
  'an address that runs': 'javascript:alert(1)',
  '10 kB': 'a'.repeat(10_000),
  '10 kB of commas': ','.repeat(10_000),
  'no percent-encoding': '%E0%A4%A',
  'no characters': '%00%FF%FE',
  'right to left': '%E2%80%AE%D7%A9',
  'a quote': "'%20OR%201=1--",
  'a number': '-1',
  'a year': '+275760-09-13',
}

/** As it is written: `fetch` and the browser may not repair it. */
const CASES = PARAMETERS.flatMap((name) =>
  Object.entries(VALUES).map(([what, value]) => ({ name, what, value })),
)
const PATHS = ['/', '/artifact/cert-manager-controller']

describe.runIf(isPossible())('a hostile address', () => {
  const visit = visitor()
  const demo = inject('demo')
  const statusOf = async (path: string) => {
    const answer = await fetch(demo + path)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await answer.text()).not.toMatch(/<script|<img src=x|href="javascript:/i)
    return answer.status
  }

  it.each(CASES)('is answered: $name is $what', async ({ name, value }) => {
    for (const path of PATHS) expect([200, 400]).toContain(await statusOf(`${path}?${name}=${value}`))
  })

  it.each(PARAMETERS)('may not say %s twice', async (name) => {
    expect(await statusOf(`/?${name}=30d&${name}=7d`)).toBe(400)
  })

  it('may name an artifact that cannot be one', async () => {
    const names = [...Object.values(VALUES), '%2e%2e/%2e%2e', '..%2f..', '/', '//', '%', '?', '#', '%25']
    for (const name of names) expect([200, 400, 404]).toContain(await statusOf(`/artifact/${name}`))
  })

  it('may carry what is none of ours', async () => {
    expect(await statusOf('/?utm_source=newsletter&__proto__=1&constructor=2&where.__proto__=3')).toBe(200)
  })

  it.each([VALUES['a script'], VALUES['an image that fails'], VALUES['10 kB'], VALUES['right to left']])(
    'shows what it says as text, and runs none of it: %.30s',
    async (value) => {
      for (const search of [`range=${value}`, `where.version=${value}`, `where.country=${value}`]) {
        const { page, complaints } = await visit(`${demo}/?${search}`, { width: 320, javaScript: true })
        expect(await page.locator('h1').count(), search.slice(0, 60)).toBe(1)
        expect(await page.evaluate('document.documentElement.scrollWidth'), search.slice(0, 60)).toBe(320)
        expect(complaints).toEqual([])
      }
    },
  )
})
