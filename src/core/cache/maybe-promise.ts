/** A value, or a promise of it where it is not at hand. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with a value: at once where it is at hand, because a promise costs a hit more than its look-up. */
export function whenReady<A, B>(
  value: MaybePromise<A>,
  next: (value: A) => MaybePromise<B>,
): MaybePromise<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}
