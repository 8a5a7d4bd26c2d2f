const { fround } = Math

/**
 * The value below which the share `share` of `values` lies, as LightGBM interpolates it; `values` are sorted on the way.
 * @param round how LightGBM stores the values: `fround` for labels, the identity for residuals
 */
export function percentile(values: Float64Array, share: number, round: (value: number) => number): number {
  const count = values.length
  if (count <= 1) return values[0]!
  values.sort()
  // Ranks count from the largest value, the first being 1.
  const place = (count - 1) * (1 - share)
  const rank = Math.trunc(place) + 1
  if (rank >= count) return values[0]!
  const upper = values[count - rank]!
  const lower = values[count - rank - 1]!
  return round(upper - round(upper - lower) * (place - (rank - 1)))
}

/** The same by weight, of values that stay as they are: LightGBM interpolates only below values of weight 1 or more. */
export function weightedPercentile(values: Float64Array, weights: Float64Array, share: number, round: (value: number) => number): number {
  const count = values.length
  if (count <= 1) return values[0]!
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  order.sort((a, b) => values[a]! - values[b]! || a - b)
  const sums = new Float64Array(count)
  let sum = 0
  for (let i = 0; i < count; i++) {
    sum += weights[order[i]!]!
    sums[i] = sum
  }
  const threshold = sum * share
  const at = Math.min(firstAbove(sums, threshold), count - 1)
  const value = values[order[at]!]!
  if (at === 0 || at === count - 1) return value
  const before = values[order[at - 1]!]!
  const step = sums[at]! - sums[at - 1]!
  return step < 1 ? before : round(((threshold - sums[at - 1]!) / step) * round(value - before) + before)
}

/** The first place whose sum is above the threshold. */
function firstAbove(sums: Float64Array, threshold: number): number {
  let low = 0
  let high = sums.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle]! > threshold) high = middle
    else low = middle + 1
  }
  return low
}

/** The percentile of labels, which are float32 numbers. */
export function labelPercentile(labels: Float32Array, weights: Float32Array | undefined, share: number): number {
  const values = Float64Array.from(labels)
  return weights === undefined ? percentile(values, share, fround) : weightedPercentile(values, Float64Array.from(weights), share, fround)
}

/** The percentile of what is left of the labels of `rows` after their scores. */
export function residualPercentile(
  rows: Int32Array,
  scores: Float64Array,
  labels: Float32Array,
  weights: Float32Array | undefined,
  share: number,
): number {
  const residuals = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) residuals[i] = labels[rows[i]!]! - scores[rows[i]!]!
  const same = (value: number): number => value
  if (weights === undefined) return percentile(residuals, share, same)
  const own = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) own[i] = weights[rows[i]!]!
  return weightedPercentile(residuals, own, share, same)
}
