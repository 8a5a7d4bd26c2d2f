import type { BinnedData, BinnedFeature } from './binned-data.js'

/** Gradient and hessian sums of every bin of every feature, alternating, over the rows of one leaf. */
export interface Histogram {
  readonly sums: Float64Array
  /** Per feature: 0 once no split of this leaf gained anything, so that its children need not be searched. */
  readonly splittable: Uint8Array
}

export function createHistogram({ totalBins, features }: BinnedData): Histogram {
  return { sums: new Float64Array(2 * totalBins), splittable: new Uint8Array(features.length) }
}

/** The rows of one leaf, ascending, with their gradients and hessians in the same order. */
export interface LeafRows {
  rows: Int32Array
  count: number
  gradients: Float32Array
  hessians: Float32Array
}

/** Adds up the bins of the features with `active` 1 over a leaf, in row order. */
export function buildHistograms(features: readonly BinnedFeature[], sums: Float64Array, leaf: LeafRows, active: Uint8Array): void {
  let waiting: ByteFeature[] = []
  for (let f = 0; f < features.length; f++) {
    if (active[f] === 0) continue
    const feature = features[f]!
    sums.fill(0, 2 * feature.offset, 2 * (feature.offset + feature.mapper.binCount))
    if (!hasBytes(feature)) {
      addShorts(feature.codes as Uint16Array, 2 * feature.offset, sums, leaf)
    } else if (waiting.push(feature) === 4) {
      addFour(waiting, sums, leaf)
      waiting = []
    }
  }
  for (const { codes, offset } of waiting) addBytes(codes, 2 * offset, sums, leaf)
}

type ByteFeature = BinnedFeature & { readonly codes: Uint8Array }

function hasBytes(feature: BinnedFeature): feature is ByteFeature {
  return feature.codes instanceof Uint8Array
}

function addBytes(codes: Uint8Array, at: number, sums: Float64Array, { rows, count, gradients, hessians }: LeafRows): void {
  for (let i = 0; i < count; i++) {
    const k = at + 2 * codes[rows[i]!]!
    sums[k]! += gradients[i]!
    sums[k + 1]! += hessians[i]!
  }
}

/** The same loop again: one for both kinds of array would run at half the speed. */
function addShorts(codes: Uint16Array, at: number, sums: Float64Array, { rows, count, gradients, hessians }: LeafRows): void {
  for (let i = 0; i < count; i++) {
    const k = at + 2 * codes[rows[i]!]!
    sums[k]! += gradients[i]!
    sums[k + 1]! += hessians[i]!
  }
}

/** Four features at once, so that a row's gradient is loaded once for all of them. */
function addFour(features: readonly ByteFeature[], sums: Float64Array, { rows, count, gradients, hessians }: LeafRows): void {
  const [{ codes: codes0 }, { codes: codes1 }, { codes: codes2 }, { codes: codes3 }] = features as [
    ByteFeature,
    ByteFeature,
    ByteFeature,
    ByteFeature,
  ]
  const [at0, at1, at2, at3] = features.map(({ offset }) => 2 * offset) as [number, number, number, number]
  for (let i = 0; i < count; i++) {
    const row = rows[i]!
    const gradient = gradients[i]!
    const hessian = hessians[i]!
    let k = at0 + 2 * codes0[row]!
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at1 + 2 * codes1[row]!
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at2 + 2 * codes2[row]!
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at3 + 2 * codes3[row]!
    sums[k]! += gradient
    sums[k + 1]! += hessian
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
  const own = 2 * (offset + mostFrequentBin)
  const to = 2 * (offset + binCount)
  let restGradient = gradient
  let restHessian = hessian
  for (let k = 2 * offset; k < own; k += 2) {
    restGradient -= sums[k]!
    restHessian -= sums[k + 1]!
  }
  for (let k = own + 2; k < to; k += 2) {
    restGradient -= sums[k]!
    restHessian -= sums[k + 1]!
  }
  sums[own] = restGradient
  sums[own + 1] = restHessian
}

/** Turns a parent's histogram into the one of its other child. */
export function subtractHistogram(feature: BinnedFeature, parent: Float64Array, child: Float64Array): void {
  const from = 2 * feature.offset
  const to = from + 2 * feature.mapper.binCount
  for (let k = from; k < to; k++) parent[k]! -= child[k]!
}
