/*
 * e ** x in two lanes, by the table, the polynomial and the order of operations of core's `exp`, so to the same bits. `table` points at
 * 2 ** (j / 128), high and low part alternating.
 */
const LN2_HIGH: f64 = 0.6931471803691238
const LN2_MID: f64 = 1.9082149292705877e-10
const STEPS_PER_E: f64 = 128.0 / 0.6931471805599453

function scaled(mantissa: f64, exponent: i32): f64 {
  return mantissa * reinterpret<f64>((<i64>(exponent + 1023)) << 52)
}

/** One lane, for every x. */
function one(x: f64, table: usize): f64 {
  if (!(x > -745.2)) return x < -745.2 ? 0 : x
  if (x > 709.79) return Infinity
  const y = x * STEPS_PER_E
  const below = floor(y)
  const steps = y - below >= 0.5 ? below + 1 : below
  const whole = <i32>steps
  const at = table + ((<usize>(whole & 127)) << 4)
  const exponent = whole >> 7
  const part = steps / 128
  const r = x - part * LN2_HIGH - part * LN2_MID
  const p = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120))))
  const high = load<f64>(at)
  const mantissa = high + (load<f64>(at, 8) + high * p)
  if (exponent >= -1021 && exponent <= 1023) return scaled(mantissa, exponent)
  return exponent > 1023 ? scaled(mantissa * 2, 1023) : scaled(scaled(mantissa, exponent + 60), -60)
}

function both(x: v128, table: usize): v128 {
  const first = one(f64x2.extract_lane(x, 0), table)
  return f64x2.replace_lane(f64x2.splat(first), 1, one(f64x2.extract_lane(x, 1), table))
}

// @ts-ignore: decorator
@inline
export function exponential(x: v128, table: usize): v128 {
  // Bit masks: V8's all_true is several times slower.
  if (i64x2.bitmask(f64x2.lt(f64x2.abs(x), f64x2.splat(700))) != 3) return both(x, table)
  const y = f64x2.mul(x, f64x2.splat(STEPS_PER_E))
  const below = f64x2.floor(y)
  const up = f64x2.ge(f64x2.sub(y, below), f64x2.splat(0.5))
  const steps = f64x2.add(below, v128.and(up, f64x2.splat(1)))
  const whole = i32x4.trunc_sat_f64x2_s_zero(steps)
  const first = v128.load(table + ((<usize>(i32x4.extract_lane(whole, 0) & 127)) << 4))
  const second = v128.load(table + ((<usize>(i32x4.extract_lane(whole, 1) & 127)) << 4))
  const high = v128.shuffle<i64>(first, second, 0, 2)
  const low = v128.shuffle<i64>(first, second, 1, 3)
  const part = f64x2.mul(steps, f64x2.splat(1.0 / 128))
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(part, f64x2.splat(LN2_HIGH))), f64x2.mul(part, f64x2.splat(LN2_MID)))
  let p = f64x2.add(f64x2.splat(1.0 / 24), f64x2.mul(r, f64x2.splat(1.0 / 120)))
  p = f64x2.add(f64x2.splat(1.0 / 6), f64x2.mul(r, p))
  p = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, p))
  p = f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p))
  const mantissa = f64x2.add(high, f64x2.add(low, f64x2.mul(high, p)))
  const exponent = i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.add(i32x4.shr_s(whole, 7), i32x4.splat(1023))), 52)
  return f64x2.mul(mantissa, exponent)
}
