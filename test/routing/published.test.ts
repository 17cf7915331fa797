// Which names a routes document publishes.
import { describe, expect, it } from 'vitest'
import { parsePattern } from '../../src/routing/pattern.ts'
import { publishedNames } from '../../src/routing/published.ts'

const routes = {
  aliases: [{ pattern: parsePattern('jetstack/*'), to: '*' }],
  repositories: ['trust-manager', 'cert-manager-*', 'charts/*'].map((name) => ({
    pattern: parsePattern(name),
    upstream: {},
  })),
}

describe('the names that a routes document publishes', () => {
  it('are those it spells out, and says which patterns nobody has named', () => {
    expect(publishedNames(routes, [])).toEqual({
      names: ['trust-manager'],
      unnamed: ['cert-manager-*', 'charts/*'],
    })
  })

  it('are those of the known ones that it lets through, by their canonical names, each once', () => {
    const known = ['jetstack/cert-manager-webhook', 'cert-manager-webhook', 'somebody/else', 'Not/A/Name']
    expect(publishedNames(routes, known)).toEqual({
      names: ['cert-manager-webhook', 'trust-manager'],
      unnamed: ['charts/*'],
    })
  })
})
