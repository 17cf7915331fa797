// The page for people behind a firewall, and the plain list: what /api/v1/hosts says, in words.
import { LATELY_DAYS } from '../../analytics/content-host.ts'
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { parseDay } from '../../analytics/stats/interval.ts'
import type { Asked } from '../api/endpoint.ts'
import { purposesOf } from '../api/host-purpose.ts'
import { type Hosts, readHosts } from '../api/hosts.ts'
import { pageAnswer } from './answer.ts'
import { Layout } from './layout.tsx'
import { Panel } from './panel/panel.tsx'
import { dayWords } from './wording.ts'

export async function answerHostPage(asked: Asked, origin: string): Promise<Response> {
  const [hosts, demo] = await Promise.all([readHosts(asked), isDemo(asked.db)])
  const { gateway } = hosts
  return pageAnswer(
    200,
    <Layout title={`Hosts to allow · ${gateway}`} isDemo={demo} subject="the hosts">
      <header class="head">
        <p class="home">
          <a href="/">{gateway}</a>
        </p>
        <h1>Hosts to allow in a firewall</h1>
        <p class="note">
          Layers and files never come from {gateway} itself: it redirects to where they are. A network that
          lets only listed hosts through has to list these as well.
        </p>
      </header>
      <main id="main">
        <List hosts={hosts.hosts} />
        <Purposes {...hosts} />
        <Changes {...hosts} />
        <Doctor gateway={gateway} origin={origin} />
      </main>
    </Layout>,
  )
}

/** One host a line, for a firewall that fetches its list by itself. */
export async function answerHostList(asked: Asked): Promise<Response> {
  const { hosts } = await readHosts(asked)
  return new Response(hosts.map((host) => `${host}\n`).join(''), {
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  })
}

function List({ hosts }: Pick<Hosts, 'hosts'>) {
  return (
    <Panel id="list" title="The list">
      <p>Outgoing, HTTPS: TCP port 443 where no other is named.</p>
      <pre class="snippet" tabindex={0} aria-label="The hosts, one a line">
        <code>{hosts.join('\n')}</code>
      </pre>
      <p class="figure-links">
        <a href="/hosts.txt">Plain text</a>
        <a href="/api/v1/hosts">JSON</a>
        <a href="/api/v1/hosts?format=csv">CSV</a>
      </p>
    </Panel>
  )
}

function Purposes(all: Hosts) {
  return (
    <Panel id="purposes" title="What each is for">
      {all.registries.length > 0 ? null : (
        <p class="nothing">The gateway has no valid configuration now, so its registries are not known.</p>
      )}
      <div class="scroll" tabindex={0} role="region" aria-label="What each host is for">
        <table class="hosts">
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col">What for</th>
            </tr>
          </thead>
          <tbody>
            {all.hosts.map((host) => (
              <tr>
                <th scope="row">{host}</th>
                <td>
                  {purposesOf(all, host).join('; ')}
                  <LastSeen {...all} host={host} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">
        {all.content.length > 0
          ? 'What has no day is in the settings of the gateway, and stays until they are changed.'
          : `No layer was seen to come from anywhere in the last ${LATELY_DAYS} days: content hosts are missing here.`}
      </p>
    </Panel>
  )
}

function LastSeen({ content, host }: Pick<Hosts, 'content'> & { host: string }) {
  const days = content.filter((one) => one.host === host).map(({ last_seen }) => last_seen)
  const last = days.toSorted().at(-1)
  if (last === undefined) return null
  return (
    <>
      , last on <time datetime={last}>{dayWords(parseDay(last) ?? 0)}</time>
    </>
  )
}

function Changes({ downloads }: Pick<Hosts, 'downloads'>) {
  return (
    <Panel id="changes" title="Content hosts change without notice">
      <p>
        Where layers come from is the registry's own business: it may use another content host tomorrow, and
        other ones in other parts of the world. Here are those that were seen in the last {LATELY_DAYS} days.
        The project may also switch to another of its registries at any time.
      </p>
      <p>
        So allow all of them. Let the firewall fetch <a href="/hosts.txt">the plain list</a> every day if it
        can, and look here first when pulls fail that worked before.
      </p>
      {downloads.length === 0 ? null : (
        <p>
          Hosts of files may redirect further. Where GitHub does is in the list; of others it is not known.
        </p>
      )}
    </Panel>
  )
}

function Doctor({ gateway, origin }: { gateway: string; origin: string }) {
  return (
    <Panel id="doctor" title="Which one is blocked?">
      <p>
        In a checkout of Fairlead, which runs this domain, after <code>npm ci</code>, on a machine of the
        network in question:
      </p>
      <pre class="snippet" tabindex={0} aria-label="The command that walks a pull">
        <code>{`npx --no -- fairlead doctor ${gateway}/NAME:TAG`}</code>
      </pre>
      <p>
        It walks a pull hop by hop, names the host at which it stops, and says what to ask for. Without it,
        this only says which hosts can be reached:
      </p>
      <pre class="snippet" tabindex={0} aria-label="The same with curl, less precise">
        <code>{`curl -s ${origin}/hosts.txt | while read -r host; do
  curl -s -o /dev/null -m 10 "https://$host/" && echo "reached  $host" || echo "blocked  $host"
done`}</code>
      </pre>
      <p class="note">
        Docker's daemon, containerd and the nodes of a cluster may have proxy settings of their own: try it
        where the pull fails.
      </p>
    </Panel>
  )
}
