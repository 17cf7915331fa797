// What is private in the stand-in registry of a run in token mode, and for whom it is not.
import { STAND_IN_NAMESPACE } from './upstream.ts'

export const PRIVATE_NAME = 'cert-manager-webhook'

/** The same in every run, so that what docker remembers of it goes on working; nothing but this machine can reach it. */
export const ACCOUNT = { user: 'maintainer', password: 'local-only' }

/** As ghcr.io is: everything wants a token, and for this one repository a token wants a login. */
export const PRIVATE_SWITCHES = {
  auth: 'token' as const,
  users: { [ACCOUNT.user]: ACCOUNT.password },
  privateRepositories: [`${STAND_IN_NAMESPACE}/${PRIVATE_NAME}`],
}
