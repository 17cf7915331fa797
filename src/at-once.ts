// What is mostly there already, and otherwise to be waited for. Waiting for what is there takes workerd longer than the
// work itself: a request that is answered from memory is answered without a promise.

export type AtOnce<T> = T | Promise<T>

/** `next` of the value: now, if it is there, else when it is. What `next` throws is thrown now as well, or later rejects. */
export function after<T, U>(value: AtOnce<T>, next: (value: T) => AtOnce<U>): AtOnce<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
