/*
 * The work on one split as a table in memory, so that every thread does its part of it by one call: it adds up the histograms of its blocks,
 * makes those of the other child, and scans both. A thread owns the features of its blocks, so nothing is waited for in between.
 *
 * Words of 32 bits at `job`: 0 blocks, 1 rows (address, 0 if all), 2 count, 3 words, 4 histogram, 5 parent's histogram (0 without one),
 * 6 bins take 16 bits, 7 tiles (1024 bytes per thread), 8 table of blocks, 9 table of features, 10 active (a byte per feature), 11 and 12
 * which features may be searched in the smaller and in the larger leaf (bytes), 13 results, 14 features.
 * Float64 numbers at `job` + 64: λ2, then for the smaller and the larger leaf hessian, ratio and least.
 * A block: address, width, first feature, features. A feature: column of bins, its offset in a histogram, bins, 1 (missing values in the last
 * bin) + 2 (scanned here). Results: for each feature and
 * leaf two quotients of `scan` (float64): with missing values left, or of a feature that has none; and with missing values right.
 */
import { addBlock, addColumn, scan, subtract } from './train-packed'

const TILE_BYTES: usize = 1024

function word(job: usize, k: i32): usize {
  return <usize>load<u32>(job + ((<usize>k) << 2))
}

function addFeature(job: usize, f: i32): void {
  const feature = word(job, 9) + ((<usize>f) << 4)
  const bins = <i32>word(feature, 2)
  const histogram = word(job, 4) + word(feature, 1)
  addColumn(word(feature, 0), word(job, 6) != 0, word(job, 1), <i32>word(job, 2), word(job, 3), histogram, (bins + (bins & 1)) << 3)
}

function isActive(job: usize, f: i32): i32 {
  return <i32>load<u8>(word(job, 10) + <usize>f)
}

/** Measures a feature in one leaf; `which` is 0 for the smaller and 1 for the larger. */
function scanFeature(job: usize, f: i32, histogram: usize, which: i32): void {
  const out = word(job, 13) + ((<usize>f) << 5) + ((<usize>which) << 4)
  store<f64>(out, 0)
  store<f64>(out, 0, 8)
  if (load<u8>(word(job, 11 + which) + <usize>f) == 0) return
  const feature = word(job, 9) + ((<usize>f) << 4)
  const bins = <i32>word(feature, 2)
  const at = job + 64
  const l2 = load<f64>(at)
  const leaf = at + 8 + (<usize>which) * 24
  const hessian = load<f64>(leaf)
  const ratio = load<f64>(leaf, 8)
  const least = load<f64>(leaf, 16)
  if ((word(feature, 3) & 1) == 0) {
    store<f64>(out, scan(histogram, bins, 0, hessian, ratio, l2, least))
    return
  }
  const missing = histogram + ((<usize>(bins - 1)) << 3)
  if (bins > 2 && load<i64>(missing) != 0) store<f64>(out, scan(histogram, bins - 1, missing, hessian, ratio, l2, least))
  store<f64>(out, scan(histogram, bins - 1, 0, hessian, ratio, l2, least), 8)
}

function searchFeature(job: usize, f: i32): void {
  const feature = word(job, 9) + ((<usize>f) << 4)
  const own = word(job, 4) + word(feature, 1)
  const isScanned = (word(feature, 3) & 2) != 0
  if (isScanned) scanFeature(job, f, own, 0)
  if (word(job, 5) == 0) return
  const parent = word(job, 5) + word(feature, 1)
  subtract(parent, own, <i32>word(feature, 2))
  if (isScanned) scanFeature(job, f, parent, 1)
}

function searchBlock(job: usize, b: i32, tile: usize): void {
  const block = word(job, 8) + ((<usize>b) << 4)
  const first = <i32>word(block, 2)
  const last = first + <i32>word(block, 3)
  let wanted = 0
  for (let f = first; f < last; f++) wanted += isActive(job, f)
  if (wanted == 0) return
  // A column alone takes about twice its share of a block.
  if (2 * wanted > last - first) {
    const histogram = word(job, 4) + word(word(job, 9) + ((<usize>first) << 4), 1)
    addBlock(word(block, 0), <i32>word(block, 1), word(job, 1), <i32>word(job, 2), word(job, 3), histogram, tile)
  } else for (let f = first; f < last; f++) if (isActive(job, f)) addFeature(job, f)
  for (let f = first; f < last; f++) if (isActive(job, f)) searchFeature(job, f)
}

/** Part `index` of `threads` of the job. */
export function searchSplit(index: i32, threads: i32, job: usize): void {
  const tile = word(job, 7) + (<usize>index) * TILE_BYTES
  const blocks = <i32>word(job, 0)
  for (let b = index; b < blocks; b += threads) searchBlock(job, b, tile)
  if (blocks > 0) return
  const features = <i32>word(job, 14)
  for (let f = index; f < features; f += threads) {
    if (isActive(job, f) == 0) continue
    addFeature(job, f)
    searchFeature(job, f)
  }
}
