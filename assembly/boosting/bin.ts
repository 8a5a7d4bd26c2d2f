/*
 * Binning: the distinct values of a sample, and the bins of rows.
 *
 * A double's bits become a key whose order as an unsigned number is the double's: neighbouring doubles have neighbouring keys.
 */

const ZERO_THRESHOLD: f64 = 1.0000000180025095e-35
const SIGN: u64 = 0x8000000000000000
const DIGIT_BITS: u64 = 11
const DIGITS: i32 = 2048
const DIGIT_MASK: u64 = 2047
/** Bits that three passes sort; what they leave out of order is rare, and put right afterwards. */
const FIRST_BITS: i32 = 33

// @ts-ignore: decorator
@inline
function keyOf(bits: u64): u64 {
  return bits ^ (<u64>(<i64>bits >> 63) | SIGN)
}

// @ts-ignore: decorator
@inline
function bitsOf(key: u64): u64 {
  return key ^ (~(<u64>(<i64>key >> 63)) | SIGN)
}

/** One pass of a radix sort by the digit at `shift`; `next` has 2,048 places for counters. */
function sortByDigit(from: usize, to: usize, count: i32, shift: u64, next: usize): void {
  const end = from + ((<usize>count) << 3)
  memory.fill(next, 0, DIGITS << 2)
  for (let at = from; at < end; at += 8) {
    const slot = next + ((<usize>((load<u64>(at) >> shift) & DIGIT_MASK)) << 2)
    store<u32>(slot, load<u32>(slot) + 8)
  }
  let place: u32 = <u32>to
  for (let slot = next; slot < next + (DIGITS << 2); slot += 4) {
    const size = load<u32>(slot)
    store<u32>(slot, place)
    place += size
  }
  for (let at = from; at < end; at += 8) {
    const key = load<u64>(at)
    const slot = next + ((<usize>((key >> shift) & DIGIT_MASK)) << 2)
    const target = load<u32>(slot)
    store<u64>(<usize>target, key)
    store<u32>(slot, target + 8)
  }
}

/** Puts right what is nearly in order; false if that takes more than `budget` moves. */
function insertLate(keys: usize, count: i32, budget: i32): bool {
  const end = keys + ((<usize>count) << 3)
  let before = load<u64>(keys)
  for (let at = keys + 8; at < end; at += 8) {
    const key = load<u64>(at)
    if (key >= before) {
      before = key
      continue
    }
    let to = at
    do {
      store<u64>(to, load<u64>(to - 8))
      to -= 8
      budget -= 1
    } while (to > keys && load<u64>(to - 8) > key)
    store<u64>(to, key)
    if (budget < 0) return false
  }
  return true
}

/** Sorts `count` keys below 2^bits; returns where they are, `keys` or `spare`. */
function sortKeys(keys: usize, spare: usize, count: i32, bits: i32, next: usize): usize {
  let from = keys
  let to = spare
  const skipped = bits > FIRST_BITS ? bits - FIRST_BITS : 0
  for (let shift = skipped; shift < bits; shift += <i32>DIGIT_BITS) {
    sortByDigit(from, to, count, <u64>shift, next)
    const swap = from
    from = to
    to = swap
  }
  if (skipped == 0 || insertLate(from, count, 4 * count)) return from
  for (let shift = 0; shift < bits; shift += <i32>DIGIT_BITS) {
    sortByDigit(from, to, count, <u64>shift, next)
    const swap = from
    from = to
    to = swap
  }
  return from
}

/**
 * The distinct values among `count` doubles at `values`, without NaN and zeros, ascending; values one ulp apart are one, the larger.
 *
 * @param spare a second place for as many doubles
 * @param next 8 KiB
 * @param ends receives, of each distinct value, how many of the sorted values are not above it
 * @param result receives where the distinct values are (u32), how many values were kept and how many NaN there were (i32), and the most
 * occurrences of one value (i32)
 * @returns how many there are
 */
export function findDistinct(values: usize, count: i32, spare: usize, next: usize, ends: usize, result: usize): i32 {
  const end = values + ((<usize>count) << 3)
  let to = values
  let nans = 0
  let least: u64 = u64.MAX_VALUE
  let most: u64 = 0
  for (let at = values; at < end; at += 8) {
    const value = load<f64>(at)
    const kept = abs(value) > ZERO_THRESHOLD
    const key = keyOf(reinterpret<u64>(value))
    store<u64>(to, key)
    to += (<usize>kept) << 3
    nans += <i32>(value != value)
    least = select(key, least, kept & (key < least))
    most = select(key, most, kept & (key > most))
  }
  const kept = <i32>((to - values) >> 3)
  store<i32>(result, kept, 4)
  store<i32>(result, nans, 8)
  if (kept == 0) return 0
  for (let at = values; at < to; at += 8) store<u64>(at, load<u64>(at) - least)
  const sorted = sortKeys(values, spare, kept, 64 - <i32>clz(most - least), next)
  let place = sorted
  let endPlace = ends
  let before = load<u64>(sorted)
  let start = 0
  let longest = 0
  for (let i = 0; i < kept; i++) {
    const key = load<u64>(sorted + ((<usize>i) << 3))
    const isNew = key - before > 1
    place += (<usize>isNew) << 3
    endPlace += (<usize>isNew) << 2
    start = select(i, start, isNew)
    longest = max(longest, i + 1 - start)
    store<u64>(place, bitsOf(key + least))
    store<i32>(endPlace, i + 1)
    before = key
  }
  store<u32>(result, <u32>sorted)
  store<i32>(result, longest, 12)
  return <i32>((place - sorted) >> 3) + 1
}

// @ts-ignore: decorator
@inline
function step(place: usize, value: f64, bytes: usize): usize {
  return place + select(bytes, 0, value > load<f64>(place + bytes - 8))
}

// @ts-ignore: decorator
@inline
function bin(place: usize, bounds: usize, value: f64, nanBin: i32): i32 {
  return select(nanBin, <i32>((place - bounds) >> 3), value != value)
}

/**
 * The bin of each of `count` doubles: how many bounds lie below it. Eight searches run side by side.
 *
 * @param bounds ascending, 2 × `half` of them, padded with +Infinity
 * @param wide 0 for bytes, 1 for 16-bit codes; up to seven more than `count` are read and written
 */
export function writeCodes(values: usize, count: i32, bounds: usize, half: i32, nanBin: i32, codes: usize, wide: i32): void {
  const end = values + ((<usize>count) << 3)
  let to = codes
  for (let at = values; at < end; at += 64) {
    const a = load<f64>(at)
    const b = load<f64>(at, 8)
    const c = load<f64>(at, 16)
    const d = load<f64>(at, 24)
    const e = load<f64>(at, 32)
    const f = load<f64>(at, 40)
    const g = load<f64>(at, 48)
    const h = load<f64>(at, 56)
    let pa = bounds
    let pb = bounds
    let pc = bounds
    let pd = bounds
    let pe = bounds
    let pf = bounds
    let pg = bounds
    let ph = bounds
    for (let bytes = (<usize>half) << 3; bytes > 4; bytes >>= 1) {
      pa = step(pa, a, bytes)
      pb = step(pb, b, bytes)
      pc = step(pc, c, bytes)
      pd = step(pd, d, bytes)
      pe = step(pe, e, bytes)
      pf = step(pf, f, bytes)
      pg = step(pg, g, bytes)
      ph = step(ph, h, bytes)
    }
    if (wide) {
      store<u16>(to, bin(pa, bounds, a, nanBin))
      store<u16>(to, bin(pb, bounds, b, nanBin), 2)
      store<u16>(to, bin(pc, bounds, c, nanBin), 4)
      store<u16>(to, bin(pd, bounds, d, nanBin), 6)
      store<u16>(to, bin(pe, bounds, e, nanBin), 8)
      store<u16>(to, bin(pf, bounds, f, nanBin), 10)
      store<u16>(to, bin(pg, bounds, g, nanBin), 12)
      store<u16>(to, bin(ph, bounds, h, nanBin), 14)
      to += 16
    } else {
      store<u8>(to, bin(pa, bounds, a, nanBin))
      store<u8>(to, bin(pb, bounds, b, nanBin), 1)
      store<u8>(to, bin(pc, bounds, c, nanBin), 2)
      store<u8>(to, bin(pd, bounds, d, nanBin), 3)
      store<u8>(to, bin(pe, bounds, e, nanBin), 4)
      store<u8>(to, bin(pf, bounds, f, nanBin), 5)
      store<u8>(to, bin(pg, bounds, g, nanBin), 6)
      store<u8>(to, bin(ph, bounds, h, nanBin), 7)
      to += 8
    }
  }
}
