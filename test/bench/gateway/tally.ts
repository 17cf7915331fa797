// Points are told of in lots of this size.
export const TALLIED = 100
