import { describe, expect, it } from 'vitest'
import { HELP, parseOptions } from '../../cli/local/option.ts'

describe('the options of `npm start`', () => {
  it('have defaults for everything', () => {
    const options = parseOptions([], {})
    expect(options).toMatchObject({ port: 8787, registryPort: 5050, upstreams: {} })
    expect(options?.state).toMatch(/\.wrangler\/state$/)
  })

  it('take the ports from the environment, where an empty one counts as not set', () => {
    expect(parseOptions([], { PORT: '9000', REGISTRY_PORT: '' })).toMatchObject({
      port: 9000,
      registryPort: 5050,
    })
  })

  it('take the state folder, from where the command is run', () => {
    expect(parseOptions(['--state', '/tmp/x/../state'], {})?.state).toBe('/tmp/state')
    expect(parseOptions(['--state=here'], {})?.state).toBe(`${process.cwd()}/here`)
  })

  it('keep a demo away from real numbers', () => {
    expect(parseOptions([], {})?.demo).toBe(false)
    const options = parseOptions(['--demo'], {})
    expect(options?.demo).toBe(true)
    expect(HELP).toContain('--demo ')
    expect(options?.state).toMatch(/\.wrangler\/demo$/)
    expect(parseOptions(['--demo', '--state', '/tmp/state'], {})?.state).toBe('/tmp/state')
  })

  it('name the upstreams in the order they are given', () => {
    const urls = ['--upstream', 'http://127.0.0.1:5000/jetstack', '--upstream', 'https://quay.io/jetstack']
    expect(Object.keys(parseOptions(urls, {})?.upstreams ?? {})).toEqual(['first', 'second'])
  })

  it('let both ports be equal when no stand-in registry is started', () => {
    expect(parseOptions(['--upstream', 'https://quay.io'], { PORT: '5050' })).toMatchObject({ port: 5050 })
  })

  it('take the mode', () => {
    expect(parseOptions([], {})).toMatchObject({ auth: 'anonymous' })
    expect(parseOptions(['--auth', 'token'], {})).toMatchObject({ auth: 'token' })
  })

  it('are null for --help, whatever else there is', () => {
    expect(parseOptions(['--help', '--auth', 'token'], {})).toBeNull()
  })

  it.each([
    [['--bogus'], {}, /Unknown option '--bogus'.*--help/],
    [['--upstream'], {}, /argument missing/],
    [['stray'], {}, /Unexpected argument 'stray'/],
    [['--state='], {}, /--state needs a folder/],
    [['--auth', 'basic'], {}, /--auth basic: there is no such mode; there are anonymous and token/],
    [['--auth', ''], {}, /there is no such mode/],
    [[], { PORT: 'http' }, /PORT=http: not a port/],
    [[], { PORT: '70000' }, /from 1 to 65535/],
    [[], { REGISTRY_PORT: '0' }, /REGISTRY_PORT=0/],
    [[], { PORT: '5050' }, /PORT and REGISTRY_PORT are both 5050/],
  ])('refuse %j with %j', (args, env, message) => {
    expect(() => parseOptions(args, env)).toThrow(message)
  })
})
