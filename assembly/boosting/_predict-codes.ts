/*
 * Values become codes: the number of limits below a value, so that `value ≤ limits[k]` is `code ≤ k`. A grid of equal steps over the limits
 * says where a value's few candidates begin; a branchless search of 0, 1, 2 … steps among them ends it. Rounding in the grid's arithmetic
 * does no harm, because it never turns the order of two values around.
 */

/** Bytes of a column's description; its fields as offsets. */
export const COLUMN: usize = 64
export const LOW: usize = 0
export const SCALE: usize = 8
export const TOP: usize = 16
export const BAND: usize = 24
export const GRID: usize = 32
export const LIMITS: usize = 36
export const STEPS: usize = 48

/** 2 ** 52: adding it leaves a small number's nearest integer in the low bits. */
export const SHIFT: f64 = 4503599627370496

/** `code`, or one more if the next limit is below `value`. */
// @ts-ignore: decorator
@inline
export function next(value: f64, code: u32, limits: usize): u32 {
  return code + u32(value > load<f64>(limits + (<usize>code << 3)))
}

/** The limits below `value` from `code` on, by halving windows of 2 ** steps − 1 limits. */
// @ts-ignore: decorator
@inline
export function search(value: f64, code: u32, limits: usize, steps: i32): u32 {
  if (steps == 1) return next(value, code, limits)
  for (let half: u32 = (<u32>1 << steps) >> 1; half > 0; half >>= 1) {
    const beyond = u32(value > load<f64>(limits + (<usize>(code + half - 1) << 3)))
    code += half & (0 - beyond)
  }
  return code
}

/** The code of one value; missing ones have cell 0. */
// @ts-ignore: decorator
@inline
export function codeOf(value: f64, column: usize, base: usize): u32 {
  if (!(abs(value) > load<f64>(column, BAND))) return <u32>load<u16>(base + load<u32>(column, GRID))
  const scaled = f64x2.splat((value - load<f64>(column, LOW)) * load<f64>(column, SCALE))
  const place = f64x2.pmin(v128.load64_splat(column, TOP), f64x2.pmax(f64x2.splat(1), scaled))
  const cell = i32x4.extract_lane(f64x2.add(place, f64x2.splat(SHIFT)), 0)
  const start = <u32>load<u16>(base + load<u32>(column, GRID) + (<usize>cell << 1))
  return search(value, start, base + load<u32>(column, LIMITS), load<i32>(column, STEPS))
}

/** Bytes of the description of a feature with categories. */
export const CATEGORIES: usize = 24

/** The small code of a category; `above` is what a value must be above to be one. */
// @ts-ignore: decorator
@inline
export function categoryCodeOf(value: f64, input: usize, base: usize, above: f64): u32 {
  if (value != value) return load<u32>(input, 20)
  if (!(value > above && value < <f64>load<u32>(input, 12))) return load<u32>(input, 16)
  return <u32>load<u8>(base + load<u32>(input, 8) + <u32>value)
}
