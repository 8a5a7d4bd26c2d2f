import { type BinMapper, binOf } from '../bin-mapper.js'
import type { BinFinder } from '../binned-data.js'
import { MISSING_NAN, MISSING_NONE } from '../tree.js'
import { thresholdBelow } from './float32.js'
import { sketchCuts } from './quantile-sketch.js'

/**
 * Finds the bins of columns for XGBoost's splits, with the cuts of its quantile sketch: a column of at most `maxBin` different float32 values
 * has a bin for each. Missing values have a further bin.
 *
 * @param weights of the rows, which count in the sketch
 */
export function xgboostBinFinder(weights: Float32Array | undefined): BinFinder {
  return (column, _rows, { maxBin }) => findXgboostBins(column, weights, maxBin)
}

function findXgboostBins(column: Float64Array, weights: Float32Array | undefined, maxBin: number): BinMapper {
  const present = (_: number, row: number): boolean => !Number.isNaN(column[row]!)
  const values = Float32Array.from(column.filter(present))
  const hasMissing = values.length < column.length
  const cuts = sketchCuts(values, hasMissing ? weights?.filter(present) : weights, maxBin)
  const upperBounds = values.length === 0 ? Float64Array.of(Infinity) : Float64Array.from(cuts, thresholdBelow)
  const binCount = upperBounds.length + (hasMissing ? 1 : 0)
  let [least, greatest] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    least = i === 0 ? values[0]! : Math.min(least, values[i]!)
    greatest = i === 0 ? values[0]! : Math.max(greatest, values[i]!)
  }
  return {
    upperBounds,
    binCount,
    missing: hasMissing ? MISSING_NAN : MISSING_NONE,
    hasMissing,
    zeroBin: binOf(upperBounds, 0),
    // All bins are added up.
    mostFrequentBin: 0,
    minValue: least,
    maxValue: greatest,
    trivial: binCount <= 1 || values.length === 0,
  }
}
