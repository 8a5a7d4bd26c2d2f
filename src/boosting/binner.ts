import { type BinMapper, binOf } from './bin-mapper.js'
import { type Distinct, findDistinct } from './distinct-values.js'

/** The bin of every row: bytes where 256 bins suffice. */
export type BinCodes = Uint8Array | Uint16Array

/** What passes over the values to bin them. */
export interface Binner {
  /** A place for `rows` values of a sample; the same at every call. */
  sample(rows: number): Float64Array
  /** @see DistinctFinder */
  distinct(sample: Float64Array): Distinct
  /** Writes the bins of numeric `values` into `codes`, from `at` on. */
  encode(mapper: BinMapper, values: Float64Array, codes: BinCodes, at: number): void
}

/** The bin that NaN belongs to. */
export function binOfNan({ categories, hasMissing, binCount, zeroBin }: BinMapper): number {
  if (categories !== undefined) return 0
  return hasMissing ? binCount - 1 : zeroBin
}

/** In plain TypeScript: the twin of the kernel. */
export const plainBinner: Binner = {
  sample: (rows) => new Float64Array(rows),
  distinct: findDistinct,
  encode(mapper, values, codes, at) {
    const { upperBounds } = mapper
    const nanBin = binOfNan(mapper)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      codes[at + i] = Number.isNaN(value) ? nanBin : binOf(upperBounds, value)
    }
  },
}

/** The largest category that a table holds; larger ones are looked up one by one. */
const TABLE_LIMIT = 1 << 20

/** Writes the bins of a categorical column's `values` into `codes`, from `at` on; a category without bin of its own belongs to bin 0. */
export function encodeCategories(categories: Int32Array, values: Float64Array, codes: BinCodes, at: number): void {
  const most = categories.reduce((max, category) => Math.max(max, category), 0)
  const find = most < TABLE_LIMIT ? tableLookup(categories, most) : mapLookup(categories)
  for (let i = 0; i < values.length; i++) codes[at + i] = find(values[i]!)
}

function tableLookup(categories: Int32Array, most: number): (category: number) => number {
  const bins = new Uint16Array(most + 1)
  for (let bin = 1; bin < categories.length; bin++) bins[categories[bin]!] = bin
  return (category) => (category >= 0 && category <= most ? bins[Math.trunc(category)]! : 0)
}

function mapLookup(categories: Int32Array): (category: number) => number {
  const bins = new Map<number, number>()
  for (let bin = 1; bin < categories.length; bin++) bins.set(categories[bin]!, bin)
  return (category) => bins.get(category) ?? 0
}
