// threads
/*
 * Histograms of float64 sums in LightGBM's order of operations: rows are added in ascending order, bins taken together one after the other.
 * A row's gradient and hessian are two float32 numbers side by side; a bin holds their two sums, 16 bytes.
 *
 * Blocks hold the bins of up to 16 features side by side, row after row; a histogram holds 256 pairs per feature.
 */
import { bump0, bump1, bump2, bump3, bump4, bump5, bump6, bump7 } from './_exact-lanes'
import { gatherTile, TILE_ROWS } from './_rows'
export { addToScores, fillRows, gather, interleave, partition } from './_rows'

/** LightGBM's kEpsilon: the float32 next to 1e-15. */
const EPSILON: f64 = 1.0000000036274937e-15

// @ts-ignore: decorator
@inline
function pairAt(words: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(words))
}

/** Adds rows that stand `stride` bytes apart to the histograms of their `lanes` first features: 8, 4, 2 or 1. */
function addRows(block: usize, stride: i32, lanes: i32, words: usize, count: i32, histogram: usize): void {
  const end = words + ((<usize>count) << 3)
  let row = block
  if (lanes == 8) {
    for (let at = words; at < end; at += 8) {
      const pair = pairAt(at)
      bump0(histogram, row, pair)
      bump1(histogram, row, pair)
      bump2(histogram, row, pair)
      bump3(histogram, row, pair)
      bump4(histogram, row, pair)
      bump5(histogram, row, pair)
      bump6(histogram, row, pair)
      bump7(histogram, row, pair)
      row += <usize>stride
    }
  } else if (lanes == 4) {
    for (let at = words; at < end; at += 8) {
      const pair = pairAt(at)
      bump0(histogram, row, pair)
      bump1(histogram, row, pair)
      bump2(histogram, row, pair)
      bump3(histogram, row, pair)
      row += <usize>stride
    }
  } else if (lanes == 2) {
    for (let at = words; at < end; at += 8) {
      const pair = pairAt(at)
      bump0(histogram, row, pair)
      bump1(histogram, row, pair)
      row += <usize>stride
    }
  } else {
    for (let at = words; at < end; at += 8) {
      const pair = pairAt(at)
      bump0(histogram, row, pair)
      row += <usize>stride
    }
  }
}

/** A block of 16 is added in halves, because 16 histograms do not fit the innermost cache. */
function addHalves(block: usize, width: i32, words: usize, count: i32, histogram: usize): void {
  addRows(block, width, min(width, 8), words, count, histogram)
  if (width == 16) addRows(block + 8, width, 8, words, count, histogram + 8 * 4096)
}

/**
 * The histograms of a block's features over the rows of a leaf, whose words stand side by side at `words`; `rows` is 0 if they are all
 * rows of the block. `tile` has room for 64 rows.
 */
export function addBlock(block: usize, width: i32, rows: usize, count: i32, words: usize, histogram: usize, tile: usize): void {
  memory.fill(histogram, 0, (<usize>width) << 12)
  if (rows == 0) {
    addHalves(block, width, words, count, histogram)
    return
  }
  for (let from = 0; from < count; from += TILE_ROWS) {
    const some = min(TILE_ROWS, count - from)
    gatherTile(block, width, rows + ((<usize>from) << 2), some, tile)
    addHalves(tile, width, words + ((<usize>from) << 3), some, histogram)
  }
}

/** The histogram of one feature, by its column of bytes, or of 16 bits with `wide`. */
export function addColumn(codes: usize, wide: bool, rows: usize, count: i32, words: usize, histogram: usize, bytes: i32): void {
  memory.fill(histogram, 0, <usize>bytes)
  for (let i = 0; i < count; i++) {
    const row = rows == 0 ? <usize>i : <usize>load<u32>(rows + ((<usize>i) << 2))
    const bin = wide ? <usize>load<u16>(codes + (row << 1)) : <usize>load<u8>(codes + row)
    const at = histogram + (bin << 4)
    v128.store(at, f64x2.add(v128.load(at), pairAt(words + ((<usize>i) << 3))))
  }
}

/** Sums of a bin as what the leaf's sums leave after all other bins, in their order. */
export function complete(histogram: usize, bins: i32, bin: i32, gradient: f64, hessian: f64): void {
  let rest = f64x2.replace_lane(f64x2.splat(gradient), 1, hessian)
  const own = histogram + ((<usize>bin) << 4)
  const end = histogram + ((<usize>bins) << 4)
  for (let at = histogram; at < own; at += 16) rest = f64x2.sub(rest, v128.load(at))
  for (let at = own + 16; at < end; at += 16) rest = f64x2.sub(rest, v128.load(at))
  v128.store(own, rest)
}

/** Turns a parent's histogram into that of its other child. */
export function subtract(parent: usize, child: usize, bins: i32): void {
  const bytes = (<usize>bins) << 4
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(parent + at, f64x2.sub(v128.load(parent + at), v128.load(child + at)))
  }
}

/** Writes the sums of the words of a leaf to `out`, gradient first. */
export function sumWords(words: usize, count: i32, out: usize): void {
  let sum = f64x2.splat(0)
  const end = words + ((<usize>count) << 3)
  for (let at = words; at < end; at += 8) sum = f64x2.add(sum, pairAt(at))
  v128.store(out, sum)
}

/** Puts gradients and hessians side by side. */
export function pack(gradients: usize, hessians: usize, count: i32, words: usize): void {
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 2
    store<u32>(words + (at << 1), load<u32>(gradients + at))
    store<u32>(words + (at << 1), load<u32>(hessians + at), 4)
  }
}

/** max(0, |G| − l1): the sign does not matter, only squares are needed. */
// @ts-ignore: decorator
@inline
function thresholded(gradients: v128, l1: v128): v128 {
  return f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.abs(gradients), l1))
}

/** GL² / (HL + λ) + GR² / (HR + λ) of two sides of gradient and hessian each; both divisions at once. */
// @ts-ignore: decorator
@inline
function gainOf(left: v128, right: v128, l1: v128, l2: v128, hasL1: bool): f64 {
  let gradients = v128.shuffle<i64>(left, right, 0, 2)
  if (hasL1) gradients = thresholded(gradients, l1)
  const hessians = f64x2.add(v128.shuffle<i64>(left, right, 1, 3), l2)
  const gains = f64x2.div(f64x2.mul(gradients, gradients), hessians)
  return f64x2.extract_lane(gains, 0) + f64x2.extract_lane(gains, 1)
}

/** The rows that a hessian stands for, rounded. */
// @ts-ignore: decorator
@inline
function rowsOf(hessian: f64, rowsPerHessian: f64): f64 {
  return trunc(hessian * rowsPerHessian + 0.5)
}

// @ts-ignore: decorator
@inline
function leafSums(gradient: f64, hessian: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(gradient), 1, hessian)
}

function report(out: usize, gain: f64, bin: i32, left: v128): void {
  store<f64>(out, gain)
  store<f64>(out, <f64>bin, 8)
  v128.store(out, left, 16)
}

/**
 * The best border of a leaf from the right, bin `top` first: gain, last bin on the left (−1 if none gains more than `shift`), and the sums
 * on the left, to `out`. `hessian` is the leaf's plus two epsilons.
 */
export function scanFromRight(
  histogram: usize,
  top: i32,
  gradient: f64,
  hessian: f64,
  rows: i32,
  shift: f64,
  minRows: f64,
  minHessian: f64,
  l1: f64,
  l2: f64,
  out: usize,
): void {
  const gradients = f64x2.splat(gradient)
  const hessians = f64x2.splat(hessian)
  const all = <f64>rows
  const rowsPerHessian = all / hessian
  const mostRows = f64x2.splat(all - minRows)
  const rowsOfOne = f64x2.splat(rowsPerHessian)
  const half = f64x2.splat(0.5)
  const rowBound = f64x2.splat(minRows)
  const hessianBound = f64x2.splat(minHessian)
  const lambda = f64x2.splat(l2)
  const least = f64x2.splat(l1)
  let best = shift
  let bestAt: usize = 0
  let right = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON)
  let rightRows: f64 = 0
  let at = histogram + ((<usize>top) << 4)
  while (at > histogram) {
    const own = v128.load(at)
    const once = f64x2.add(right, own)
    if (at > histogram + 16) {
      // Two bins at a time, where both may be borders. Bit masks: V8's all_true and any_true are several times slower.
      const next = v128.load(at - 16)
      const twice = f64x2.add(once, next)
      const counts = f64x2.trunc(f64x2.add(f64x2.mul(v128.shuffle<i64>(own, next, 1, 3), rowsOfOne), half))
      const rowsOnce = rightRows + f64x2.extract_lane(counts, 0)
      const rowsTwice = rowsOnce + f64x2.extract_lane(counts, 1)
      const rightCounts = f64x2.replace_lane(f64x2.splat(rowsOnce), 1, rowsTwice)
      const rightH = v128.shuffle<i64>(once, twice, 1, 3)
      const leftH = f64x2.sub(hessians, rightH)
      const rightFits = v128.and(f64x2.ge(rightCounts, rowBound), f64x2.ge(rightH, hessianBound))
      const leftFits = v128.and(f64x2.le(rightCounts, mostRows), f64x2.ge(leftH, hessianBound))
      if (i64x2.bitmask(v128.and(rightFits, leftFits)) == 3) {
        const rightG = v128.shuffle<i64>(once, twice, 0, 2)
        const leftG = f64x2.sub(gradients, rightG)
        const leftGains = l1 > 0 ? thresholded(leftG, least) : leftG
        const rightGains = l1 > 0 ? thresholded(rightG, least) : rightG
        const gains = f64x2.add(
          f64x2.div(f64x2.mul(leftGains, leftGains), f64x2.add(leftH, lambda)),
          f64x2.div(f64x2.mul(rightGains, rightGains), f64x2.add(rightH, lambda)),
        )
        if (i64x2.bitmask(f64x2.gt(gains, f64x2.splat(best))) != 0) {
          if (f64x2.extract_lane(gains, 0) > best) {
            best = f64x2.extract_lane(gains, 0)
            bestAt = at
            v128.store(out, once, 16)
          }
          if (f64x2.extract_lane(gains, 1) > best) {
            best = f64x2.extract_lane(gains, 1)
            bestAt = at - 16
            v128.store(out, twice, 16)
          }
        }
        right = twice
        rightRows = rowsTwice
        at -= 32
        continue
      }
    }
    const here = at
    at -= 16
    right = once
    rightRows += rowsOf(f64x2.extract_lane(own, 1), rowsPerHessian)
    if (rightRows < minRows || f64x2.extract_lane(right, 1) < minHessian) continue
    if (all - rightRows < minRows) break
    const left = f64x2.sub(leafSums(gradient, hessian), right)
    if (f64x2.extract_lane(left, 1) < minHessian) break
    const gain = gainOf(left, right, least, lambda, l1 > 0)
    if (gain > best) {
      best = gain
      bestAt = here
      v128.store(out, right, 16)
    }
  }
  const bestLeft = f64x2.sub(leafSums(gradient, hessian), v128.load(out, 16))
  report(out, best, bestAt == 0 ? -1 : <i32>((bestAt - histogram) >> 4) - 1, bestLeft)
}

/** The same from the left; with `implied`, bin 0 is what the leaf's sums leave after all other bins. */
export function scanFromLeft(
  histogram: usize,
  bins: i32,
  implied: bool,
  gradient: f64,
  hessian: f64,
  rows: i32,
  shift: f64,
  minRows: f64,
  minHessian: f64,
  l1: f64,
  l2: f64,
  out: usize,
): void {
  const total = leafSums(gradient, hessian)
  const gradients = f64x2.splat(gradient)
  const hessians = f64x2.splat(hessian)
  const all = <f64>rows
  const rowsPerHessian = all / hessian
  const mostRows = f64x2.splat(all - minRows)
  const rowsOfOne = f64x2.splat(rowsPerHessian)
  const half = f64x2.splat(0.5)
  const rowBound = f64x2.splat(minRows)
  const hessianBound = f64x2.splat(minHessian)
  const lambda = f64x2.splat(l2)
  const least = f64x2.splat(l1)
  let best = shift
  let bestBin = -1
  let left = leafSums(0, EPSILON)
  let leftRows: f64 = 0
  if (implied) {
    left = f64x2.sub(total, left)
    leftRows = all
    for (let bin = 1; bin < bins; bin++) {
      const own = v128.load(histogram + ((<usize>bin) << 4))
      left = f64x2.sub(left, own)
      leftRows -= rowsOf(f64x2.extract_lane(own, 1), rowsPerHessian)
    }
  }
  let bin = 0
  while (bin <= bins - 2) {
    const isImplied = implied && bin == 0
    const own = v128.load(histogram + ((<usize>bin) << 4))
    const once = isImplied ? left : f64x2.add(left, own)
    if (!isImplied && bin < bins - 2) {
      const next = v128.load(histogram + ((<usize>bin) << 4), 16)
      const twice = f64x2.add(once, next)
      const counts = f64x2.trunc(f64x2.add(f64x2.mul(v128.shuffle<i64>(own, next, 1, 3), rowsOfOne), half))
      const rowsOnce = leftRows + f64x2.extract_lane(counts, 0)
      const rowsTwice = rowsOnce + f64x2.extract_lane(counts, 1)
      const leftCounts = f64x2.replace_lane(f64x2.splat(rowsOnce), 1, rowsTwice)
      const leftH = v128.shuffle<i64>(once, twice, 1, 3)
      const rightH = f64x2.sub(hessians, leftH)
      const leftFits = v128.and(f64x2.ge(leftCounts, rowBound), f64x2.ge(leftH, hessianBound))
      const rightFits = v128.and(f64x2.le(leftCounts, mostRows), f64x2.ge(rightH, hessianBound))
      if (i64x2.bitmask(v128.and(leftFits, rightFits)) == 3) {
        const leftG = v128.shuffle<i64>(once, twice, 0, 2)
        const rightG = f64x2.sub(gradients, leftG)
        const leftGains = l1 > 0 ? thresholded(leftG, least) : leftG
        const rightGains = l1 > 0 ? thresholded(rightG, least) : rightG
        const gains = f64x2.add(
          f64x2.div(f64x2.mul(leftGains, leftGains), f64x2.add(leftH, lambda)),
          f64x2.div(f64x2.mul(rightGains, rightGains), f64x2.add(rightH, lambda)),
        )
        if (i64x2.bitmask(f64x2.gt(gains, f64x2.splat(best))) != 0) {
          if (f64x2.extract_lane(gains, 0) > best) {
            best = f64x2.extract_lane(gains, 0)
            bestBin = bin
            v128.store(out, once, 16)
          }
          if (f64x2.extract_lane(gains, 1) > best) {
            best = f64x2.extract_lane(gains, 1)
            bestBin = bin + 1
            v128.store(out, twice, 16)
          }
        }
        left = twice
        leftRows = rowsTwice
        bin += 2
        continue
      }
    }
    const here = bin
    bin += 1
    left = once
    if (!isImplied) leftRows += rowsOf(f64x2.extract_lane(own, 1), rowsPerHessian)
    if (leftRows < minRows || f64x2.extract_lane(left, 1) < minHessian) continue
    if (all - leftRows < minRows) break
    const right = f64x2.sub(leafSums(gradient, hessian), left)
    if (f64x2.extract_lane(right, 1) < minHessian) break
    const gain = gainOf(left, right, least, lambda, l1 > 0)
    if (gain > best) {
      best = gain
      bestBin = here
      v128.store(out, left, 16)
    }
  }
  report(out, best, bestBin, v128.load(out, 16))
}
