import type { BinnedData, BinnedFeature, FeatureGroup } from './binned-data.js'

/** Gradient and hessian sums of every bin of every feature, alternating, over the rows of one leaf. */
export interface Histogram {
  /** One bin more than the features have: where the empty lanes of the last group add up. */
  readonly sums: Float64Array
  /** Per feature: 0 once no split of this leaf gained anything, so that its children need not be searched. */
  readonly splittable: Uint8Array
}

export function createHistogram({ totalBins, features }: BinnedData): Histogram {
  return { sums: new Float64Array(2 * (totalBins + 1)), splittable: new Uint8Array(features.length) }
}

/** The rows of one leaf, ascending, with their gradients and hessians in the same order. */
export interface LeafRows {
  rows: Int32Array
  count: number
  gradients: Float32Array
  hessians: Float32Array
}

/**
 * Adds up the bins of a group's features over a leaf, in row order. Where `active` is 0 the sums of that feature are of no use afterwards.
 */
export function buildHistograms(group: FeatureGroup, laneBits: 8 | 16, sums: Float64Array, leaf: LeafRows, active: Uint8Array): void {
  const { features, first } = group
  let wanted = 0
  let only = features[0]!
  for (let lane = 0; lane < features.length; lane++) {
    if (active[first + lane] === 0) continue
    wanted += 1
    only = features[lane]!
  }
  if (wanted === 0) return
  if (wanted === 1) {
    clear(only, sums)
    addLane(only, sums, leaf)
    return
  }
  for (const feature of features) clear(feature, sums)
  const spare = sums.length - 2
  const at = (lane: number): number => (lane < features.length ? 2 * features[lane]!.offset : spare)
  if (laneBits === 8) addFourLanes(group.words, at(0), at(1), at(2), at(3), sums, leaf)
  else addTwoLanes(group.words, at(0), at(1), sums, leaf)
}

function clear({ offset, mapper }: BinnedFeature, sums: Float64Array): void {
  sums.fill(0, 2 * offset, 2 * (offset + mapper.binCount))
}

function addLane({ words, shift, mask, offset }: BinnedFeature, sums: Float64Array, { rows, count, gradients, hessians }: LeafRows): void {
  for (let i = 0; i < count; i++) {
    const k = 2 * (offset + ((words[rows[i]!]! >>> shift) & mask))
    sums[k]! += gradients[i]!
    sums[k + 1]! += hessians[i]!
  }
}

function addTwoLanes(
  words: Uint32Array,
  at0: number,
  at1: number,
  sums: Float64Array,
  { rows, count, gradients, hessians }: LeafRows,
): void {
  for (let i = 0; i < count; i++) {
    const word = words[rows[i]!]!
    const gradient = gradients[i]!
    const hessian = hessians[i]!
    let k = at0 + 2 * (word & 0xffff)
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at1 + 2 * (word >>> 16)
    sums[k]! += gradient
    sums[k + 1]! += hessian
  }
}

function addFourLanes(
  words: Uint32Array,
  at0: number,
  at1: number,
  at2: number,
  at3: number,
  sums: Float64Array,
  { rows, count, gradients, hessians }: LeafRows,
): void {
  for (let i = 0; i < count; i++) {
    const word = words[rows[i]!]!
    const gradient = gradients[i]!
    const hessian = hessians[i]!
    let k = at0 + ((word & 0xff) << 1)
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at1 + ((word >>> 7) & 0x1fe)
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at2 + ((word >>> 15) & 0x1fe)
    sums[k]! += gradient
    sums[k + 1]! += hessian
    k = at3 + ((word >>> 23) & 0x1fe)
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
