// The account and the Worker of the stand-in.
import * as z from 'zod'
import { type Handler, type Route, type State, arrayOf, failure, uuidOf } from './api-route.ts'

export function accountRoutes(state: State): Route[] {
  return [
    ['GET', /^\/user$/, () => ({ id: 'u', email: 'maintainer@example.org' })],
    ['GET', /^\/accounts$/, () => state.accounts],
    ['GET', /^\/memberships$/, () => state.accounts.map((account) => ({ id: 'm', account, roles: [] }))],
    ['GET', /^\/user\/tokens\/verify$/, () => ({ id: 't', status: 'active' })],
  ]
}

/** What comes of an upload. */
function upload(uploads: string[], body: string) {
  uploads.push(body)
  return {
    id: 'fairlead',
    etag: 'e',
    startup_time_ms: 20,
    deployment_id: uuidOf(uploads.length),
    resources: { script: { etag: 'e' } },
  }
}

const metadataSchema = z.object({ bindings: z.array(z.unknown()) })

/** What the Worker of an upload is bound to: a part of its form says so, in JSON. */
function bindingsOf(body: string): unknown {
  const [, metadata = ''] = /name="metadata"(?:\r\n.+)*\r\n\r\n(.*)\r\n/.exec(body) ?? []
  return metadataSchema.parse(JSON.parse(metadata)).bindings
}

export function workerRoutes({ uploads, secrets, crons }: State): Route[] {
  const name = '([\\w-]+)'
  const route = (method: string, path: string, handler: Handler): Route => [
    method,
    new RegExp(`^/_/workers/${path}$`),
    handler,
  ]
  const worker = () => {
    if (uploads.length === 0) throw failure(10090, 'This service does not exist on your account', 404)
    return {
      default_environment: {
        environment: 'production',
        script: { tag: 't', tags: null, last_deployed_from: 'wrangler' },
      },
    }
  }
  const settings = () => {
    if (uploads.length === 0) throw failure(10007, 'This Worker does not exist on your account', 404)
    return { bindings: bindingsOf(uploads.at(-1) ?? ''), tags: null }
  }
  return [
    route('GET', `services/${name}`, worker),
    route('GET', `scripts/${name}/settings`, settings),
    route('GET', `services/${name}/environments/\\w+/settings`, settings),
    route('PATCH', `scripts/${name}/script-settings`, () => ({})),
    route('PATCH', `services/${name}/environments/\\w+/settings`, () => ({})),
    // None of the files is new.
    route('POST', `scripts/${name}/assets-upload-session`, () => ({ jwt: 'all-there', buckets: [] })),
    route('PUT', `scripts/${name}`, (_match, body) => upload(uploads, body)),
    route('POST', `scripts/${name}/versions`, (_match, body) => {
      const { deployment_id: id, ...rest } = upload(uploads, body)
      return { ...rest, id }
    }),
    route('POST', `scripts/${name}/deployments`, () => ({})),
    route('GET', `scripts/${name}/deployments`, () => ({ deployments: [] })),
    route('GET', `scripts/${name}/secrets`, () => secrets.map((one) => ({ name: one, type: 'secret_text' }))),
    route('GET', `scripts/${name}/subdomain`, () => ({
      enabled: uploads.length > 1,
      previews_enabled: false,
    })),
    route('POST', `scripts/${name}/subdomain`, () => ({ enabled: true, previews_enabled: false })),
    route(
      'PUT',
      `scripts/${name}/schedules`,
      (_match, body) => void crons.splice(0, crons.length, ...arrayOf(body)),
    ),
    route('GET', `workers/${name}`, () => ({
      id: 'w',
      name: 'fairlead',
      subdomain: { enabled: true, previews_enabled: false },
      references: { domains: [] },
    })),
    route('GET', 'subdomain', () => ({ subdomain: 'our-project' })),
    route('GET', 'domains/records', () => []),
    route('GET', 'domains', () => []),
  ]
}
