import type { BinnedFeature } from './binned-data.js'

/** Gradient and hessian sums of every bin of every feature, alternating, over the rows of one leaf. */
export interface Histogram {
  readonly sums: Float64Array
  /** Per feature: 0 once no split of this leaf gained anything, so that its children need not be searched. */
  readonly splittable: Uint8Array
}

export function createHistogram(totalBins: number, features: number): Histogram {
  return { sums: new Float64Array(2 * totalBins), splittable: new Uint8Array(features) }
}

/**
 * Adds up one feature's bins over `count` rows, in row order.
 *
 * @param rows row numbers from `begin` on
 * @param gradients gradients and hessians of these rows, in the same order
 */
export function buildHistogram(
  feature: BinnedFeature,
  sums: Float64Array,
  rows: Int32Array,
  begin: number,
  count: number,
  gradients: Float32Array,
  hessians: Float32Array,
): void {
  const { bins, offset, mapper } = feature
  const first = 2 * offset
  sums.fill(0, first, first + 2 * mapper.binCount)
  for (let i = 0; i < count; i++) {
    const k = first + 2 * bins[rows[begin + i]!]!
    sums[k]! += gradients[i]!
    sums[k + 1]! += hessians[i]!
  }
}

/**
 * Replaces the most frequent bin's sums by what the leaf's sums leave after all other bins. LightGBM never adds that bin up; the two
 * differ in the last bits. Where that bin is bin 0, it is not read at all.
 */
export function completeHistogram(feature: BinnedFeature, sums: Float64Array, gradient: number, hessian: number): void {
  const { offset, mapper } = feature
  const { mostFrequentBin, binCount } = mapper
  if (mostFrequentBin === 0) return
  let restGradient = gradient
  let restHessian = hessian
  for (let bin = 0; bin < binCount; bin++) {
    if (bin === mostFrequentBin) continue
    const k = 2 * (offset + bin)
    restGradient -= sums[k]!
    restHessian -= sums[k + 1]!
  }
  sums[2 * (offset + mostFrequentBin)] = restGradient
  sums[2 * (offset + mostFrequentBin) + 1] = restHessian
}

/** Turns a parent's histogram into the one of its other child. */
export function subtractHistogram(feature: BinnedFeature, parent: Float64Array, child: Float64Array): void {
  const from = 2 * feature.offset
  const to = from + 2 * feature.mapper.binCount
  for (let k = from; k < to; k++) parent[k]! -= child[k]!
}
