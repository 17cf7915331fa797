// docs/request-sequences.md: a section for each client, made of what was observed.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const DOCUMENT = resolve(import.meta.dirname, '../../docs/request-sequences.md')

const PREFACE = `# What clients ask for, and what it counts as

Written by \`npm run test:clients -- count --update\`: it pulls through \`npm start\` with the clients that Debian 12 packages,
writes down what the gateway is asked, and reads from D1 what each request was counted as. \`npm run test:clients\` fails
where this page is not what it sees.

The number is the gateway's answer: 200 for what it serves itself, 307 for what the registry is to send. Of blob requests
that follow each other the order means nothing: clients make several at a time. The word at the end of a line is the event
that D1 has of the request; without one, there is none.

What a client has left of an image that was removed, it does not ask for. docker keeps manifests until its containerd
clears up: if it pulls the image again before that, this is a download without a pull.
`

export type Sequence = { title: string; lines: string[] }

export function sectionOf(agent: string, sequences: Sequence[]): string {
  const texts = sequences.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n'))
  return `It calls itself \`${agent}\`.\n\n\`\`\`text\n${texts.join('\n\n')}\n\`\`\`\n`
}

/** The whole page. A client that could not be tried keeps the section it has. */
export function documentWith(seen: Map<string, string>, clients: string[]): string {
  const old = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8').split(/^(?=## )/m) : []
  const sections = clients.map((client) => {
    const heading = `## ${client}\n\n`
    const section = seen.get(client)
    if (section !== undefined) return heading + section
    return `${(old.find((text) => text.startsWith(heading)) ?? heading).trimEnd()}\n`
  })
  return [PREFACE, ...sections].join('\n')
}
