import { type BinMapper, binOf, nextUp } from '../bin-mapper.js'
import { MISSING_NAN, MISSING_NONE } from '../tree.js'

/** The next double below a finite one. */
function nextDown(value: number): number {
  return -nextUp(-value)
}

const bits = new DataView(new ArrayBuffer(4))

/** The float32 below a finite one. */
function floatBelow(value: number): number {
  bits.setFloat32(0, value)
  const word = bits.getUint32(0)
  if (value === 0) return -1.401298464324817e-45
  bits.setUint32(0, value > 0 ? word - 1 : word + 1)
  return bits.getFloat32(0)
}

/**
 * XGBoost reads values as float32 and sends those below the cut to the left. The same question for doubles: the largest double whose
 * float32 is below `cut`.
 */
export function thresholdBelow(cut: number): number {
  const middle = (floatBelow(cut) + cut) / 2
  return Math.fround(middle) < cut ? middle : nextDown(middle)
}

/** First value of each bin but the first: every distinct value where they suffice, else values at equal shares of the rows. */
function findCuts(sorted: Float32Array, maxBin: number): number[] {
  const starts: number[] = []
  for (let i = 1; i < sorted.length; i++) if (sorted[i]! > sorted[i - 1]!) starts.push(i)
  if (starts.length < maxBin) return starts.map((i) => sorted[i]!)
  const cuts: number[] = []
  for (let bin = 1; bin < maxBin; bin++) {
    const value = sorted[Math.floor((bin * sorted.length) / maxBin)]!
    if (value > (cuts.at(-1) ?? sorted[0]!)) cuts.push(value)
  }
  return cuts
}

/**
 * The bins of one column for XGBoost's splits: each begins at a value that occurs, so a column of at most `maxBin` different float32 values
 * gets XGBoost's own cuts. Missing values have a further bin. Beyond that number the cuts stand at equal shares of the rows, which is what
 * XGBoost's sketch approximates.
 */
export function findXgboostBins(sample: Float64Array, _rows: number, { maxBin }: { maxBin: number }): BinMapper {
  const values = Float32Array.from(sample.filter((value) => !Number.isNaN(value))).sort()
  const hasMissing = values.length < sample.length
  const cuts = values.length === 0 ? [] : findCuts(values, maxBin)
  const upperBounds = Float64Array.from([...cuts.map(thresholdBelow), Infinity])
  const binCount = upperBounds.length + (hasMissing ? 1 : 0)
  return {
    upperBounds,
    binCount,
    missing: hasMissing ? MISSING_NAN : MISSING_NONE,
    hasMissing,
    zeroBin: binOf(upperBounds, 0),
    // All bins are added up.
    mostFrequentBin: 0,
    minValue: values[0] ?? 0,
    maxValue: values.at(-1) ?? 0,
    trivial: binCount <= 1 || values.length === 0,
  }
}
