// Commands of the docs that the test of the docs does not run, each with the reason.
export const UNRUN: { command: RegExp; why: string }[] = [
  { command: /^(docker|podman|skopeo|helm) /, why: 'test/clients does, with each client' },
  {
    command: /^npm ci|^npm start|^npm test|^npm run (check|bench|soak|test:)/,
    why: '.ci/run does, or this test itself',
  },
  { command: /--remote|wrangler (login|secret|tail|rollback|queues)/, why: 'it needs an account' },
  { command: /https:\/\/quay\.io/, why: 'it needs the internet' },
  { command: /…/, why: 'the person has to fill something in' },
]
