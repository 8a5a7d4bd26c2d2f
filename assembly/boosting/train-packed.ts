// threads
/*
 * Histograms of integers. A row's gradient and hessian are whole numbers in one 64-bit word, (gradient << 32) + hessian; so is every sum of
 * them, as long as neither leaves 32 bits (the hessians are not negative). Sums of integers do not depend on their order.
 *
 * Blocks hold the bins of up to 16 features side by side, row after row; a histogram holds 256 words per feature.
 */
import {
  bump0,
  bump1,
  bump2,
  bump3,
  bump4,
  bump5,
  bump6,
  bump7,
  bump8,
  bump9,
  bump10,
  bump11,
  bump12,
  bump13,
  bump14,
  bump15
} from './_packed-lanes'
import { measureRows, packRows } from './_grid'
import { gatherTile, TILE_ROWS } from './_rows'
export { searchSplit } from './_packed-job'
export { gatherShare, measureShare, packShare, writeGradients } from './_row-job'
export { addToScores, fillRows, gather, interleave, partition } from './_rows'

/** Adds `count` rows that stand side by side, of a block of `width` features, to their histograms. */
function addRows(block: usize, width: i32, words: usize, count: i32, histogram: usize): void {
  const end = words + ((<usize>count) << 3)
  let row = block
  if (width == 16) {
    for (let at = words; at < end; at += 8) {
      const word = load<i64>(at)
      bump0(histogram, row, word)
      bump1(histogram, row, word)
      bump2(histogram, row, word)
      bump3(histogram, row, word)
      bump4(histogram, row, word)
      bump5(histogram, row, word)
      bump6(histogram, row, word)
      bump7(histogram, row, word)
      bump8(histogram, row, word)
      bump9(histogram, row, word)
      bump10(histogram, row, word)
      bump11(histogram, row, word)
      bump12(histogram, row, word)
      bump13(histogram, row, word)
      bump14(histogram, row, word)
      bump15(histogram, row, word)
      row += 16
    }
  } else if (width == 8) {
    for (let at = words; at < end; at += 8) {
      const word = load<i64>(at)
      bump0(histogram, row, word)
      bump1(histogram, row, word)
      bump2(histogram, row, word)
      bump3(histogram, row, word)
      bump4(histogram, row, word)
      bump5(histogram, row, word)
      bump6(histogram, row, word)
      bump7(histogram, row, word)
      row += 8
    }
  } else if (width == 4) {
    for (let at = words; at < end; at += 8) {
      const word = load<i64>(at)
      bump0(histogram, row, word)
      bump1(histogram, row, word)
      bump2(histogram, row, word)
      bump3(histogram, row, word)
      row += 4
    }
  } else if (width == 2) {
    for (let at = words; at < end; at += 8) {
      const word = load<i64>(at)
      bump0(histogram, row, word)
      bump1(histogram, row, word)
      row += 2
    }
  } else {
    for (let at = words; at < end; at += 8) {
      bump0(histogram, row, load<i64>(at))
      row += 1
    }
  }
}

/**
 * The histograms of a block's features over the rows of a leaf, whose words stand side by side at `words`; `rows` is 0 if they are all
 * rows of the block. `tile` has room for 64 rows.
 */
export function addBlock(block: usize, width: i32, rows: usize, count: i32, words: usize, histogram: usize, tile: usize): void {
  memory.fill(histogram, 0, (<usize>width) << 11)
  if (rows == 0) {
    addRows(block, width, words, count, histogram)
    return
  }
  for (let from = 0; from < count; from += TILE_ROWS) {
    const some = min(TILE_ROWS, count - from)
    gatherTile(block, width, rows + ((<usize>from) << 2), some, tile)
    addRows(tile, width, words + ((<usize>from) << 3), some, histogram)
  }
}

/** The histogram of one feature, by its column of bytes, or of 16 bits with `wide`. */
export function addColumn(codes: usize, wide: bool, rows: usize, count: i32, words: usize, histogram: usize, bytes: i32): void {
  memory.fill(histogram, 0, <usize>bytes)
  for (let i = 0; i < count; i++) {
    const row = rows == 0 ? <usize>i : <usize>load<u32>(rows + ((<usize>i) << 2))
    const bin = wide ? <usize>load<u16>(codes + (row << 1)) : <usize>load<u8>(codes + row)
    const at = histogram + (bin << 3)
    store<i64>(at, load<i64>(at) + load<i64>(words + ((<usize>i) << 3)))
  }
}

/** Turns a parent's histogram into that of its other child. */
export function subtract(parent: usize, child: usize, bins: i32): void {
  const bytes = (<usize>bins) << 3
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(parent + at, i64x2.sub(v128.load(parent + at), v128.load(child + at)))
  }
}

/** Writes the sum of the words of a leaf to `out`. */
export function sumWords(words: usize, count: i32, out: usize): void {
  let even = i64x2.splat(0)
  const pairs = count >> 1
  for (let i = 0; i < pairs; i++) even = i64x2.add(even, v128.load(words + ((<usize>i) << 4)))
  let sum = i64x2.extract_lane(even, 0) + i64x2.extract_lane(even, 1)
  if (count & 1) sum += load<i64>(words + ((<usize>(count - 1)) << 3))
  store<i64>(out, sum)
}

/** Absolute sums and greatest sizes of the gradients and of the hessians of the rows, as 4 float64 numbers at `out`. */
export function measure(gradients: usize, hessians: usize, count: i32, out: usize): void {
  let gradientSum: f64 = 0
  let hessianSum: f64 = 0
  let most: f64 = 0
  let mostHessian: f64 = 0
  const BLOCK = 4096
  for (let from = 0; from < count; from += BLOCK) {
    measureRows(gradients, hessians, from, min(count, from + BLOCK), out)
    gradientSum += load<f64>(out)
    most = max(most, load<f64>(out, 8))
    hessianSum += load<f64>(out, 16)
    mostHessian = max(mostHessian, load<f64>(out, 24))
  }
  store<f64>(out, gradientSum)
  store<f64>(out, most, 8)
  store<f64>(out, hessianSum, 16)
  store<f64>(out, mostHessian, 24)
}

/** Rounds gradients and hessians, times their scales, to whole numbers (ties to even) and packs them into words. */
export function pack(gradients: usize, hessians: usize, count: i32, gradientScale: f64, hessianScale: f64, words: usize): void {
  packRows(gradients, hessians, 0, count, gradientScale, hessianScale, words)
}

/**
 * How good the best border between the `bins` first bins of a feature is, in a leaf of gradient G and hessian H: the largest
 * d² / ((HL + λ) · (HR + λ)), d = GL − ratio · (HL + λ), ratio = G / (H + 2λ), which orders borders as their gains do; 0 without a border.
 * `start` points at a word that stands left of the first bin, 0 for none; both sides need a hessian of at least `least`.
 */
export function scan(histogram: usize, bins: i32, start: usize, hessian: f64, ratio: f64, l2: f64, least: f64): f64 {
  const end = histogram + ((<usize>bins) << 3)
  // Constants outside the loop: engines do not move them there.
  const zero = i64x2.splat(0)
  const total = f64x2.splat(hessian)
  const ratios = f64x2.splat(ratio)
  const lambda = f64x2.splat(l2)
  const bound = f64x2.splat(least)
  let before = start == 0 ? zero : v128.load64_splat(start)
  let best = f64x2.splat(0)
  if (l2 == 0) {
    for (let at = histogram; at < end; at += 16) {
      const own = v128.load(at)
      const sum = i64x2.add(before, i64x2.add(own, v128.shuffle<i64>(zero, own, 0, 2)))
      before = v128.shuffle<i64>(sum, sum, 1, 1)
      best = f64x2.pmax(best, quotients(sum, total, ratios, lambda, bound, false))
    }
  } else {
    for (let at = histogram; at < end; at += 16) {
      const own = v128.load(at)
      const sum = i64x2.add(before, i64x2.add(own, v128.shuffle<i64>(zero, own, 0, 2)))
      before = v128.shuffle<i64>(sum, sum, 1, 1)
      best = f64x2.pmax(best, quotients(sum, total, ratios, lambda, bound, true))
    }
  }
  return max(f64x2.extract_lane(best, 0), f64x2.extract_lane(best, 1))
}

/** The quotients of two borders with these sums on their left; 0 where a side has too little hessian. Nothing is added unless `hasL2`. */
// @ts-ignore: decorator
@inline
function quotients(sum: v128, total: v128, ratios: v128, lambda: v128, bound: v128, hasL2: bool): v128 {
  const parts = v128.shuffle<i32>(sum, sum, 0, 2, 1, 3)
  const left = f64x2.convert_low_i32x4_s(parts)
  const gradient = f64x2.convert_low_i32x4_s(v128.shuffle<i64>(parts, parts, 1, 1))
  const right = f64x2.sub(total, left)
  const leftL = hasL2 ? f64x2.add(left, lambda) : left
  const rightL = hasL2 ? f64x2.add(right, lambda) : right
  const d = f64x2.sub(gradient, f64x2.mul(ratios, leftL))
  const quotient = f64x2.div(f64x2.mul(d, d), f64x2.mul(leftL, rightL))
  return v128.and(quotient, f64x2.ge(f64x2.pmin(left, right), bound))
}

/** Where {@link scan} found its best quotient: the highest such bin. The sums on its left go to `out`, hessian first, as 32-bit integers. */
export function locate(
  histogram: usize,
  bins: i32,
  start: usize,
  hessian: f64,
  ratio: f64,
  l2: f64,
  least: f64,
  quotient: f64,
  out: usize,
): i32 {
  const total = f64x2.splat(hessian)
  const ratios = f64x2.splat(ratio)
  const lambda = f64x2.splat(l2)
  const bound = f64x2.splat(least)
  let sum: i64 = start == 0 ? 0 : load<i64>(start)
  let found = -1
  for (let bin = 0; bin < bins; bin++) {
    sum += load<i64>(histogram + ((<usize>bin) << 3))
    if (f64x2.extract_lane(quotients(i64x2.splat(sum), total, ratios, lambda, bound, true), 0) != quotient) continue
    found = bin
    store<i64>(out, sum)
  }
  return found
}
