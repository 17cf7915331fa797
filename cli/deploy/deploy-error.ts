/** Something the person at the keyboard can put right; the message is all they need to see, no stack. */
export class DeployError extends Error {}
