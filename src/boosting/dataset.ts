import { BarcastError } from '../core/index.js'
import type { BinnedData, BinningSettings } from './binned-data.js'
import type { Matrix } from './matrix.js'

/**
 * Rows whose values are sorted into bins, for one or several trainings: a byte per value, two where a column has more than 256 bins. What
 * `createDataset` gives; {@link trainBooster} takes it as `x`.
 */
export interface Dataset {
  readonly rows: number
  readonly featureNames: readonly string[]
  /** Numbers of the columns that hold categories, ascending. */
  readonly categorical: readonly number[]
  /** The labels that came with the chunks; empty where none came. */
  readonly y: Float64Array
}

/** @internal The dataset with its bins. */
export class BinnedDataset implements Dataset {
  readonly rows: number

  /**
   * @param settings what the bins were made by
   * @param columns the values, where the caller holds them anyway; undefined where they came in chunks
   */
  constructor(
    readonly featureNames: readonly string[],
    readonly categorical: readonly number[],
    readonly y: Float64Array,
    readonly data: BinnedData,
    readonly settings: BinningSettings,
    readonly columns: readonly Float64Array[] | undefined,
  ) {
    this.rows = data.rows
  }
}

export function isDataset(x: Matrix | Dataset): x is Dataset {
  return x instanceof BinnedDataset
}

/** The bins of what {@link isDataset} said yes to. */
export function binsOf(dataset: Dataset): BinnedDataset {
  return dataset as BinnedDataset
}

/** The settings as far as they can change the bins of so many rows. */
function decisive(settings: BinningSettings, rows: number): Partial<BinningSettings> {
  const { maxBin, maxBinByFeature, minDataInBin, minDataInLeaf, featurePreFilter, useMissing, zeroAsMissing } = settings
  const isSampled = rows > settings.binConstructSampleCnt
  return {
    minDataInBin,
    featurePreFilter,
    useMissing,
    zeroAsMissing: zeroAsMissing && useMissing,
    binConstructSampleCnt: Math.min(rows, settings.binConstructSampleCnt),
    ...(maxBinByFeature === undefined ? { maxBin } : { maxBinByFeature }),
    ...(featurePreFilter ? { minDataInLeaf } : {}),
    ...(isSampled ? { dataRandomSeed: settings.dataRandomSeed } : {}),
  }
}

/**
 * A training must bin as the dataset was binned.
 *
 * @throws BarcastError `boosting/dataset-parameters`, naming the parameters that differ.
 */
export function checkSameBins({ rows, settings: made }: BinnedDataset, wanted: BinningSettings, action: string): void {
  const ours: Record<string, unknown> = decisive(made, rows)
  const theirs: Record<string, unknown> = decisive(wanted, rows)
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  const differing = names.filter((name) => String(ours[name]) !== String(theirs[name]))
  if (differing.length === 0) return
  const list = differing.map((name) => `${name} ${String(theirs[name])} instead of ${String(ours[name])}`).join(', ')
  throw new BarcastError('boosting/dataset-parameters', `${action}: params must have what the dataset was binned with, found ${list}`, {
    value: differing,
    where: { path: `params.${differing[0]!}` },
  })
}
