/*
 * Gradients and hessians as whole numbers: how large they are, and their words.
 */

/** Absolute sums and greatest sizes of the gradients and of the hessians of rows `from` … `to` − 1, as 4 float64 numbers at `out`. */
export function measureRows(gradients: usize, hessians: usize, from: i32, to: i32, out: usize): void {
  let most = f32x4.splat(0)
  let mostHessian = f32x4.splat(0)
  let sums = f64x2.splat(0)
  let hessianSums = f64x2.splat(0)
  let i = from
  for (; i + 2 <= to; i += 2) {
    const at = (<usize>i) << 2
    const g = v128.load64_zero(gradients + at)
    const h = v128.load64_zero(hessians + at)
    const size = f32x4.abs(g)
    const hessian = f32x4.pmax(f32x4.splat(0), h)
    most = f32x4.max(most, size)
    mostHessian = f32x4.max(mostHessian, hessian)
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(size))
    hessianSums = f64x2.add(hessianSums, f64x2.promote_low_f32x4(hessian))
  }
  if (i < to) {
    const at = (<usize>i) << 2
    const size = f32x4.abs(v128.load32_zero(gradients + at))
    const hessian = f32x4.pmax(f32x4.splat(0), v128.load32_zero(hessians + at))
    most = f32x4.max(most, size)
    mostHessian = f32x4.max(mostHessian, hessian)
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(size))
    hessianSums = f64x2.add(hessianSums, f64x2.promote_low_f32x4(hessian))
  }
  store<f64>(out, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1))
  store<f64>(out, <f64>max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), 8)
  store<f64>(out, f64x2.extract_lane(hessianSums, 0) + f64x2.extract_lane(hessianSums, 1), 16)
  store<f64>(out, <f64>max(f32x4.extract_lane(mostHessian, 0), f32x4.extract_lane(mostHessian, 1)), 24)
}

/** Rounds gradients and hessians of rows `from` … `to` − 1, times their scales, to whole numbers (ties to even) and packs them into words. */
export function packRows(
  gradients: usize,
  hessians: usize,
  from: i32,
  to: i32,
  gradientScale: f64,
  hessianScale: f64,
  words: usize,
): void {
  const gs = f64x2.splat(gradientScale)
  const hs = f64x2.splat(hessianScale)
  let i = from
  for (; i + 2 <= to; i += 2) {
    const at = (<usize>i) << 2
    const g = f64x2.nearest(f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(gradients + at)), gs))
    const h = f64x2.nearest(f64x2.mul(f64x2.promote_low_f32x4(f32x4.pmax(f32x4.splat(0), v128.load64_zero(hessians + at))), hs))
    const gi = i32x4.trunc_sat_f64x2_s_zero(g)
    const hi = i32x4.trunc_sat_f64x2_s_zero(h)
    v128.store(words + (at << 1), v128.shuffle<i32>(hi, gi, 0, 4, 1, 5))
  }
  if (i < to) {
    const at = (<usize>i) << 2
    const g = nearest(<f64>load<f32>(gradients + at) * gradientScale)
    const hessian = load<f32>(hessians + at)
    const h = hessian > 0 ? nearest(<f64>hessian * hessianScale) : 0
    store<i32>(words + (at << 1), <i32>h)
    store<i32>(words + (at << 1), <i32>g, 4)
  }
}
