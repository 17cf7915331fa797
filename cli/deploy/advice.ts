// What to do when wrangler fails: the failures that people meet, by the words it has for them.

/** All that a token has to be allowed, as Cloudflare's page for tokens names it. */
export const PERMISSIONS =
  'Account: Workers Scripts Edit, Workers KV Storage Edit, D1 Edit, Queues Edit, Account Settings Read; ' +
  'for a domain of your own also Zone: Workers Routes Edit, DNS Edit'

export const LOG_IN =
  'Log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN to a token from ' +
  `https://dash.cloudflare.com/profile/api-tokens that may: ${PERMISSIONS}.`

const AGAIN = 'Run `npm run deploy` again: what is done stays done, and it goes on from here.'

// A status stands alone: ids of accounts and places in files have such digits as well.
const KNOWN: [says: RegExp, advice: string][] = [
  [/CLOUDFLARE_API_TOKEN environment variable|not logged in|Failed to fetch auth token/i, LOG_IN],
  [
    /Authentication error|code: 10000|code: 9109|Unable to authenticate|Invalid (access|API) token|(?<![\w:])403(?![\w:])/i,
    `The token is not valid, or is not allowed this. It has to be allowed: ${PERMISSIONS}.`,
  ],
  [/More than one account/i, 'Set CLOUDFLARE_ACCOUNT_ID to one of them, or account_id in the settings.'],
  [
    /Could not find zone|zone.*not (found|on)|not a valid zone/i,
    'The domain is not on this account: add it at https://dash.cloudflare.com (Add a domain) and wait until it is active, ' +
      'or take another pattern in `routes`.',
  ],
  [
    /already has externally managed DNS records|code: 100117|CNAME/i,
    'The name has a DNS record already. Delete that record, so that the deploy can make its own.',
  ],
  [
    /queues?.*(not (available|enabled|entitled)|plan)|code: 100129/i,
    'Queues are not to be had in this account. Set EVENT_SINK = "direct" in the settings: events go into D1 at once.',
  ],
  [
    /workers\.dev subdomain/i,
    'The account has no workers.dev name yet: choose one at https://dash.cloudflare.com under Workers & Pages, or set ' +
      '`routes` to a domain of your own and `workers_dev = false`.',
  ],
  [
    /maximum number of D1 databases|code: 7406/i,
    'Delete a D1 database that is not needed, or change the plan.',
  ],
  [
    /fetch failed|ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|network|timed? ?out|(?<![\w:])5\d\d(?![\w:])|overloaded/i,
    `Cloudflare could not be reached, or did not answer. ${AGAIN}`,
  ],
]

/** What wrangler said, and under it what helps. */
export function adviceOf(problem: string): string {
  const [, advice] = KNOWN.find(([says]) => says.test(problem)) ?? []
  return [indented(problem || 'wrangler said nothing'), advice ?? AGAIN].join('\n')
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
