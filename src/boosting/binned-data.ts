import { findBins } from './bin-finder.js'
import type { BinMapper, BinSettings } from './bin-mapper.js'
import { type BinCodes, type Binner, encodeCategories, plainBinner } from './binner.js'
import { formatDouble } from './c-format.js'
import type { BoosterSettings } from './config.js'
import type { DistinctFinder } from './distinct-values.js'
import { KernelBinner } from './kernel-binner.js'
import { LightgbmRandom } from './lightgbm-random.js'

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
export type BinFinder = (sample: Float64Array, rows: number, settings: BinSettings, distinct: DistinctFinder) => BinMapper

/** What decides the bins. */
export type BinningSettings = Omit<BinSettings, 'categorical'> &
  Pick<BoosterSettings, 'maxBinByFeature' | 'binConstructSampleCnt' | 'dataRandomSeed'>

/** LightGBM's `feature_infos` entry: the sample's range, the categories by bin, or `none` for a column that no split can use. */
function describeColumn({ trivial, categories, minValue, maxValue }: BinMapper): string {
  if (trivial) return 'none'
  return categories === undefined ? `[${formatDouble(minValue)}:${formatDouble(maxValue)}]` : categories.join(':')
}

/** The rows whose values decide the bins, ascending: LightGBM's draw. */
export function sampledRowsOf(rows: number, { binConstructSampleCnt, dataRandomSeed }: BinningSettings): Int32Array {
  return new LightgbmRandom(dataRandomSeed).sample(rows, Math.min(rows, binConstructSampleCnt))
}

/** The fastest binner there is here, for samples of up to `rows` rows. */
export function createBinner(rows: number): Binner {
  return KernelBinner.create(rows) ?? plainBinner
}

/** How to bin: the settings, what finds the bins, what passes over the values, and which columns hold categories. */
export interface Binning {
  readonly settings: BinningSettings
  readonly find: BinFinder
  readonly binner: Binner
  readonly categorical: readonly number[]
}

/** The bins of one column, from a sample that is overwritten. */
export function findColumnBins(column: number, sample: Float64Array, rows: number, binning: Binning): BinMapper {
  const { settings, find, binner, categorical } = binning
  const maxBin = settings.maxBinByFeature?.[column] ?? settings.maxBin
  const own = { ...settings, maxBin, categorical: categorical.includes(column) }
  return find(sample, rows, own, (values) => binner.distinct(values))
}

/** Data of `rows` rows whose codes are still to be written. */
export function layOut(mappers: readonly BinMapper[], rows: number): BinnedData {
  const features: BinnedFeature[] = []
  let totalBins = 0
  mappers.forEach((mapper, column) => {
    if (mapper.trivial) return
    features.push({ column, mapper, codes: mapper.binCount > 256 ? new Uint16Array(rows) : new Uint8Array(rows), offset: totalBins })
    totalBins += mapper.binCount
  })
  return { rows, features, totalBins, featureInfos: mappers.map(describeColumn) }
}

/** Writes the codes of the rows from `at` on. */
export function writeCodes({ mapper, codes }: BinnedFeature, values: Float64Array, at: number, binner: Binner): void {
  if (mapper.categories !== undefined) encodeCategories(mapper.categories, values, codes, at)
  else binner.encode(mapper, values, codes, at)
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
  const sampledRows = sampledRowsOf(rows, settings)
  const binner = createBinner(sampledRows.length)
  const mappers: BinMapper[] = []
  for (const [column, values] of columns.entries()) {
    const sample = binner.sample(sampledRows.length)
    if (sample.length === rows) sample.set(values)
    else for (let i = 0; i < sample.length; i++) sample[i] = values[sampledRows[i]!]!
    mappers.push(findColumnBins(column, sample, rows, { settings, find, binner, categorical }))
    yield
  }
  const data = layOut(mappers, rows)
  for (const feature of data.features) {
    writeCodes(feature, columns[feature.column]!, 0, binner)
    yield
  }
  return data
}
