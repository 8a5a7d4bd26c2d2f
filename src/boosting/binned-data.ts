import { findBins } from './bin-finder.js'
import { type BinMapper, type BinSettings, binOf } from './bin-mapper.js'
import { formatDouble } from './c-format.js'
import type { BoosterSettings } from './config.js'
import { LightgbmRandom } from './lightgbm-random.js'

/** The bin of every row: bytes where 256 bins suffice. */
export type BinCodes = Uint8Array | Uint16Array

/** One column that splits may use. */
export interface BinnedFeature {
  /** Its number among all columns. */
  readonly column: number
  readonly mapper: BinMapper
  readonly codes: BinCodes
  /** First bin of this feature in a histogram over all features. */
  readonly offset: number
}

/** The training rows as bin numbers, column after column. */
export interface BinnedData {
  readonly rows: number
  readonly features: readonly BinnedFeature[]
  /** Bins of all features together. */
  readonly totalBins: number
  /** Every column's entry in LightGBM's `feature_infos`. */
  readonly featureInfos: readonly string[]
}

/** How a column finds its bins: from a sample, which it may overwrite. */
export type BinFinder = (sample: Float64Array, rows: number, settings: BinSettings) => BinMapper

/** What decides the bins. */
export type BinningSettings = Omit<BinSettings, 'categorical'> &
  Pick<BoosterSettings, 'maxBinByFeature' | 'binConstructSampleCnt' | 'dataRandomSeed'>

/** Writes the bins of `column` into `codes`, from `at` on. */
function writeCodes(mapper: BinMapper, column: Float64Array, codes: BinCodes, at: number): void {
  if (mapper.categories !== undefined) {
    writeCategories(mapper.categories, column, codes, at)
    return
  }
  const { upperBounds, binCount, hasMissing, zeroBin } = mapper
  const binOfNan = hasMissing ? binCount - 1 : zeroBin
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    codes[at + i] = Number.isNaN(value) ? binOfNan : binOf(upperBounds, value)
  }
}

function writeCategories(categories: Int32Array, column: Float64Array, codes: BinCodes, at: number): void {
  const bins = new Map<number, number>()
  for (let bin = 1; bin < categories.length; bin++) bins.set(categories[bin]!, bin)
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    codes[at + i] = Number.isNaN(value) ? 0 : (bins.get(value | 0) ?? 0)
  }
}

/** LightGBM's `feature_infos` entry: the sample's range, the categories by bin, or `none` for a column that no split can use. */
function describeColumn({ trivial, categories, minValue, maxValue }: BinMapper): string {
  if (trivial) return 'none'
  return categories === undefined ? `[${formatDouble(minValue)}:${formatDouble(maxValue)}]` : categories.join(':')
}

/**
 * Finds every column's bins by `find`, then sorts the rows into them; yields after each column, so that the caller can let the event loop
 * run.
 *
 * @param categorical numbers of the columns that hold categories
 */
export function* binColumns(
  columns: readonly Float64Array[],
  rows: number,
  settings: BinningSettings,
  find: BinFinder = findBins,
  categorical: readonly number[] = [],
): Generator<void, BinnedData> {
  const sampleSize = Math.min(rows, settings.binConstructSampleCnt)
  const sampledRows = new LightgbmRandom(settings.dataRandomSeed).sample(rows, sampleSize)
  const sample = new Float64Array(sampledRows.length)
  const mappers: BinMapper[] = []
  for (let column = 0; column < columns.length; column++) {
    const values = columns[column]!
    for (let i = 0; i < sample.length; i++) sample[i] = values[sampledRows[i]!]!
    const maxBin = settings.maxBinByFeature?.[column] ?? settings.maxBin
    mappers.push(find(sample, rows, { ...settings, maxBin, categorical: categorical.includes(column) }))
    yield
  }
  const features: BinnedFeature[] = []
  let totalBins = 0
  for (let column = 0; column < columns.length; column++) {
    const mapper = mappers[column]!
    if (mapper.trivial) continue
    const codes = mapper.binCount > 256 ? new Uint16Array(rows) : new Uint8Array(rows)
    writeCodes(mapper, columns[column]!, codes, 0)
    features.push({ column, mapper, codes, offset: totalBins })
    totalBins += mapper.binCount
    yield
  }
  return { rows, features, totalBins, featureInfos: mappers.map(describeColumn) }
}
