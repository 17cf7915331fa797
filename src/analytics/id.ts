// Ids of events: the same event delivered twice is known by its id and written once.

const ISOLATE_BYTES = 8
const NUMBERS = 2 ** 32
const NUMBER_DIGITS = 8

/**
 * Gives 12 bytes in hexadecimal: 8 random ones of this isolate, and a number that it gives once. Two isolates would have
 * to draw the same 8 bytes to give one id twice. Drawing all 12 for each event takes as long as the rest of making one.
 */
export function createIds(): () => string {
  let isolate = ''
  let next = NUMBERS
  return () => {
    if (next === NUMBERS) {
      // Not before the first event: outside a request the platform gives no random bytes.
      isolate = crypto.getRandomValues(new Uint8Array(ISOLATE_BYTES)).toHex()
      next = 0
    }
    return isolate + (next++).toString(16).padStart(NUMBER_DIGITS, '0')
  }
}
