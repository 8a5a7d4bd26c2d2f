import { type BinMapper, type BinSettings, binOf, findBins } from './bin-mapper.js'
import { formatDouble } from './c-format.js'
import type { BoosterSettings } from './config.js'
import { LightgbmRandom } from './lightgbm-random.js'

/** One column that splits may use. The bin of row `i` is `(words[i] >>> shift) & mask`. */
export interface BinnedFeature {
  /** Its number among all columns. */
  readonly column: number
  readonly mapper: BinMapper
  readonly words: Uint32Array
  readonly shift: number
  readonly mask: number
  /** First bin of this feature in a histogram over all features. */
  readonly offset: number
}

/** Neighbouring features whose bins share one word per row, so that a histogram of all of them loads a row once. */
export interface FeatureGroup {
  /** Position of its first feature. */
  readonly first: number
  readonly features: readonly BinnedFeature[]
  readonly words: Uint32Array
}

/**
 * The training rows as bin numbers, column after column: four columns of 8 bits to a 32-bit word, or two of 16 bits if a column has more
 * than 256 bins.
 */
export interface BinnedData {
  readonly rows: number
  readonly features: readonly BinnedFeature[]
  readonly groups: readonly FeatureGroup[]
  /** Bits that one bin number takes. */
  readonly laneBits: 8 | 16
  /** Bins of all features together. */
  readonly totalBins: number
  /** Every column's range in the sample; undefined for a column that no split can use. */
  readonly ranges: readonly ({ min: number; max: number } | undefined)[]
}

/** Writes the bins of `column` into its lane of `words`. */
function packBins(mapper: BinMapper, column: Float64Array, words: Uint32Array, shift: number): void {
  const { upperBounds, binCount, hasMissing } = mapper
  const binOfMissing = hasMissing ? binCount - 1 : binOf(upperBounds, 0)
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    const bin = Number.isNaN(value) ? binOfMissing : binOf(upperBounds, value)
    words[i] = words[i]! | (bin << shift)
  }
}

/** LightGBM's `feature_infos`. */
export function describeRanges({ ranges }: BinnedData): string[] {
  return ranges.map((range) => (range === undefined ? 'none' : `[${formatDouble(range.min)}:${formatDouble(range.max)}]`))
}

/**
 * Finds every column's bins by `find`, then sorts the rows into them; yields after each column, so that the caller can let the event loop
 * run.
 */
export function* binColumns(
  columns: readonly Float64Array[],
  rows: number,
  settings: BoosterSettings,
  find: (sample: Float64Array, rows: number, settings: BinSettings) => BinMapper = findBins,
): Generator<void, BinnedData> {
  const sampleSize = Math.min(rows, settings.binConstructSampleCnt)
  const sampledRows = new LightgbmRandom(settings.dataRandomSeed).sample(rows, sampleSize)
  const sample = new Float64Array(sampledRows.length)
  const mappers: BinMapper[] = []
  for (const column of columns) {
    for (let i = 0; i < sample.length; i++) sample[i] = column[sampledRows[i]!]!
    mappers.push(find(sample, rows, settings))
    yield
  }
  const laneBits = mappers.some((mapper) => !mapper.trivial && mapper.binCount > 256) ? 16 : 8
  const lanes = 32 / laneBits
  const features: BinnedFeature[] = []
  const groups: FeatureGroup[] = []
  let group: BinnedFeature[] = []
  let words = new Uint32Array(0)
  let totalBins = 0
  for (let column = 0; column < columns.length; column++) {
    const mapper = mappers[column]!
    if (mapper.trivial) continue
    if (features.length % lanes === 0) {
      words = new Uint32Array(rows)
      group = []
      groups.push({ first: features.length, features: group, words })
    }
    const shift = (features.length % lanes) * laneBits
    packBins(mapper, columns[column]!, words, shift)
    const feature = { column, mapper, words, shift, mask: 2 ** laneBits - 1, offset: totalBins }
    features.push(feature)
    group.push(feature)
    totalBins += mapper.binCount
    yield
  }
  const ranges = mappers.map((mapper) => (mapper.trivial ? undefined : { min: mapper.minValue, max: mapper.maxValue }))
  return { rows, features, groups, laneBits, totalBins, ranges }
}
