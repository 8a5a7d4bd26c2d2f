import { type BinMapper, binColumn, findBins } from './bin-mapper.js'
import type { BoosterSettings } from './config.js'
import { LightgbmRandom } from './lightgbm-random.js'

/** One column that splits may use. */
export interface BinnedFeature {
  /** Its number among all columns. */
  readonly column: number
  readonly mapper: BinMapper
  /** Bin of each row. */
  readonly bins: Uint8Array | Uint16Array
  /** First bin of this feature in a histogram over all features. */
  readonly offset: number
}

/** The training rows as bin numbers, column after column. */
export interface BinnedData {
  readonly rows: number
  readonly features: readonly BinnedFeature[]
  /** Bins of all features together. */
  readonly totalBins: number
  /** Every column's range in the form of LightGBM's `feature_infos`; undefined for a column that no split can use. */
  readonly ranges: readonly ({ min: number; max: number } | undefined)[]
}

/**
 * Bins column after column; yields after each, so that the caller can let the event loop run.
 */
export function* binColumns(columns: readonly Float64Array[], rows: number, settings: BoosterSettings): Generator<void, BinnedData> {
  const sampleSize = Math.min(rows, settings.binConstructSampleCnt)
  const sampledRows = new LightgbmRandom(settings.dataRandomSeed).sample(rows, sampleSize)
  const features: BinnedFeature[] = []
  const ranges: ({ min: number; max: number } | undefined)[] = []
  let offset = 0
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!
    const sample = new Float64Array(sampledRows.length)
    for (let i = 0; i < sample.length; i++) sample[i] = column[sampledRows[i]!]!
    const mapper = findBins(sample, rows, settings)
    ranges.push(mapper.trivial ? undefined : { min: mapper.minValue, max: mapper.maxValue })
    if (!mapper.trivial) {
      const bins = mapper.binCount > 256 ? new Uint16Array(rows) : new Uint8Array(rows)
      binColumn(mapper, column, bins)
      features.push({ column: j, mapper, bins, offset })
      offset += mapper.binCount
    }
    yield
  }
  return { rows, features, totalBins: offset, ranges }
}
