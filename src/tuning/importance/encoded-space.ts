import type { ParamValues, SearchSpace } from '../search-space.js'

/** Trials as rows of numbers: one column per number, one of 0 and 1 per choice. */
export interface EncodedSpace {
  /** Where each column's values lie; no logarithms are taken. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** Columns of each parameter, in the order of the space. */
  readonly columnsOf: ReadonlyMap<string, readonly number[]>
  /** Columns of so many rows. */
  encode(rows: readonly ParamValues[]): Float64Array[]
}

export function encodeSpace(space: SearchSpace): EncodedSpace {
  const low: number[] = []
  const high: number[] = []
  const readers: ((params: ParamValues) => number)[] = []
  const columnsOf = new Map<string, number[]>()
  for (const [name, dimension] of Object.entries(space)) {
    const first = readers.length
    if (dimension.type === 'choice')
      for (const choice of dimension.choices) {
        low.push(0)
        high.push(1)
        readers.push((params) => (params[name] === choice ? 1 : 0))
      }
    else {
      low.push(dimension.low)
      high.push(dimension.high)
      readers.push((params) => params[name] as number)
    }
    columnsOf.set(
      name,
      readers.slice(first).map((_, k) => first + k),
    )
  }
  return {
    low: Float64Array.from(low),
    high: Float64Array.from(high),
    columnsOf,
    encode: (rows) => readers.map((read) => Float64Array.from(rows, read)),
  }
}
