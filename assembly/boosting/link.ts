import { exponential } from './_exponential'

/** Turns `count` raw scores into probabilities 1 / (1 + e ** (slope · score)), in place; of an odd number the last is done twice over, with the one behind it. */
export function logistic(values: usize, count: i32, slope: f64, table: usize): void {
  const slopes = f64x2.splat(slope)
  const one = f64x2.splat(1)
  const end = values + ((<usize>count) << 3)
  for (let at = values; at < end; at += 16) {
    v128.store(at, f64x2.div(one, f64x2.add(one, exponential(f64x2.mul(slopes, v128.load(at)), table))))
  }
}
