// What the operator reads in the logs.

/** Identifiers, numbers and states; never an address, a credential, a header or a body. */
type Fields = Record<string, string | number | boolean | null | string[]>

/** One line per failure, written where it is dealt with: a sentence that can be read alone, and fields to search by. */
export function logFailure(message: string, fields: Fields = {}): void {
  console.error(JSON.stringify({ message, ...fields }))
}

/** One line per change that the operator has made through the gateway. */
export function logChange(message: string, fields: Fields = {}): void {
  console.log(JSON.stringify({ message, ...fields }))
}
