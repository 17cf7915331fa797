// Numbers that may come as text.
import * as z from 'zod/mini'

/** A number, or text that is one. The schema library's own coercion would bring those to every other type along, into the bundle. */
export function numeric(rule?: string) {
  return z.pipe(z.transform(Number), z.number(rule))
}
