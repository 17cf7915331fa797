// How a command ends when it does not end well.

/** 0 is all is well. */
export const EXIT = {
  /** The command did its work, and the answer is no: a digest is missing, a document is wrong, a hop is blocked. */
  no: 1,
  /** The command could not do its work: wrong usage, a gateway that does not answer. */
  failed: 2,
} as const

/** What the person is told, a sentence that says what to do. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
}
