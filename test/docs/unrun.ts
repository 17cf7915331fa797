// Commands of the docs that the test of the docs does not run, each with the reason.
export const UNRUN: { command: RegExp; why: string }[] = [
  { command: /^(docker|podman|skopeo|helm) /, why: 'test/clients does, with each client' },
  { command: /npm ci|npm start|registry\/run\.ts/, why: 'the test itself starts them' },
  { command: /^npm (test|run (-s )?(check|bench|soak|test:))/, why: '.ci/run does, or it takes too long' },
  {
    command: /wrangler .*--remote/,
    why: 'it needs an account: test/deploy/by-hand.test.ts types it to a stand-in of one',
  },
  {
    command: /wrangler (login|secret|tail|rollback|queues)|npm run deploy -- --(routes|config)/,
    why: 'it needs an account',
  },
  { command: /fairlead check [^ ]+$/, why: 'it asks registries on the internet' },
  { command: /curl .* -C - /, why: 'it wants a download that broke off, as test/clients has it' },
  { command: /…/, why: 'the person has to fill something in' },
]
