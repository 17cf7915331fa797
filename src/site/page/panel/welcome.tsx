// What stands on the page before anything has been counted.
import { Panel } from './panel.tsx'

export function WelcomePanel({ origin }: { origin: string }) {
  const { host } = new URL(origin)
  return (
    <Panel id="welcome" title="Ready to count">
      <p>Nothing has been pulled through {host} yet. The first pull appears here within minutes:</p>
      <pre class="snippet" tabindex={0} aria-label="A pull to begin with">
        <code>{`docker pull ${host}/NAME:TAG`}</code>
      </pre>
      <p class="note">
        Then this page shows versions, platforms, countries, runtimes and more, each with its table, as JSON
        and as CSV. <a href="/api/v1/status">Status</a> says which registry answers now.
      </p>
    </Panel>
  )
}
