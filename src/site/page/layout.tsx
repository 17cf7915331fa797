// The frame of every page: what it is about, how to narrow it, what it stands on.
import type { Child } from 'hono/jsx'

/** `subject` is what the page is read for. */
export type LayoutProps = { title: string; isDemo: boolean; subject?: string; children: Child }

export function Layout({ title, isDemo, subject = 'the numbers', children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="alternate" type="application/atom+xml" href="/feed.atom" title="The week in numbers" />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to {subject}
        </a>
        {isDemo ? (
          <aside class="demo" aria-label="Demonstration">
            Demonstration: these numbers are made up.
          </aside>
        ) : null}
        {children}
        <footer class="foot">
          <p>
            Counted by Fairlead. <a href="/#counting">How we count</a>, <a href="/openapi.json">API</a>,{' '}
            <a href="/data/index.json">dumps</a>, <a href="/feed.atom">feed</a>,{' '}
            <a href="/api/v1/status">status</a>. Behind a firewall: <a href="/hosts">hosts to allow</a>.
          </p>
        </footer>
      </body>
    </html>
  )
}
