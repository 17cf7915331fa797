// Why a command could not do its work, for the person who called it.

/** What the person is told, a sentence that says what to do. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
}

/** What was typed or set is wrong in itself: no other day and no other network will make it right. */
export class UsageFailure extends CommandFailure {
  override name = 'UsageFailure'
}
