// Chance, that falls the same way for the same seed.

export type Roll = () => number

export function one<T>(roll: Roll, all: readonly [T, ...T[]] | readonly T[]): T {
  const chosen = all[Math.floor(roll() * all.length)]
  if (chosen === undefined) throw new Error('nothing to choose from')
  return chosen
}
