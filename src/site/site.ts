// What people see: the pages, the API, badges, dumps and the feed, all over the numbers alone.
import type { Context } from 'hono'
import { edgeOf } from '../edge.ts'
import { Hono } from '../hono.ts'
import type { ConfigStore } from '../routing/config.ts'
import { DOCUMENTATION, answerEndpoint } from './api/answer.ts'
import type { Asked } from './api/endpoint.ts'
import { ENDPOINTS } from './api/endpoints.ts'
import { openapiOf } from './api/openapi.ts'
import { answerIcon, answerStyle } from './asset.ts'
import { answerBadge } from './badge/badge.ts'
import { answerDump } from './dump/dump.ts'
import { FEED, answerFeed } from './feed/feed.ts'
import { answerHealth } from './health.ts'
import { answerHostList, answerHostPage } from './page/hosts.tsx'
import { answerPage } from './page/page.tsx'
import { publish } from './publish.ts'

const ARTIFACT_PATH = '/artifact/'

type Hosted = { Bindings: Env }
type ReadConfig = ConfigStore['current']

export function createSite(readConfig: ReadConfig): Hono<Hosted> {
  const site = new Hono<Hosted>()
  const edgeIn = (c: Context<Hosted>) => edgeOf(c.env, c.executionCtx)
  const published = (path: string, make: (c: Context<Hosted>, url: URL) => Promise<Response>) =>
    site.all(path, (c) => publish(edgeIn(c), c.req.raw, () => make(c, new URL(c.req.url))))

  const askedIn = (c: Context<Hosted>, { host }: URL): Asked => {
    const config = async () => readConfig(edgeIn(c))
    return { db: c.env.DB, now: Date.now(), host, config }
  }

  site.get('/healthz', async (c) => answerHealth(await readConfig(edgeIn(c))))
  for (const endpoint of ENDPOINTS) {
    published(endpoint.path, (c, url) => answerEndpoint(endpoint, askedIn(c, url), url.searchParams))
  }
  published('/', (c, url) => answerPage(edgeIn(c), url, null, Date.now()))
  published(`${ARTIFACT_PATH}*`, (c, url) => answerPage(edgeIn(c), url, artifactOf(url), Date.now()))
  published('/hosts', (c, url) => answerHostPage(askedIn(c, url), url.origin))
  published('/hosts.txt', (c, url) => answerHostList(askedIn(c, url)))
  published('/style.css', () => Promise.resolve(answerStyle()))
  published('/favicon.svg', () => Promise.resolve(answerIcon()))
  published('/badge/*', (c, url) => answerBadge(c.env.DB, Date.now(), url))
  published('/data/*', (c, url) => answerDump(c.env.DB, Date.now(), url))
  published(FEED, (c, url) => answerFeed(c.env.DB, Date.now(), url))
  published(DOCUMENTATION, (_c, url) => Promise.resolve(Response.json(openapiOf(ENDPOINTS, url.origin))))
  return site
}

/** The rest of the path: names have slashes. What is no percent-encoding stands for itself. */
function artifactOf({ pathname }: URL): string {
  const name = pathname.slice(ARTIFACT_PATH.length)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
