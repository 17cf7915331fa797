// What is wrong with a value, where its schema has no sentence of its own: zod/mini comes without any.
import { en } from 'zod/locales'

/** For `safeParse`, wherever somebody reads what it finds. */
export const IN_ENGLISH = { error: en().localeError }
