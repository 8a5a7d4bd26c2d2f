import { normalCdf, studentTail } from '../core/index.js'

/** Chance of a false alarm that every test of this room is held to, over all features together. */
export const SIGNIFICANCE = 0.01

/** Hits among so many rows. */
export interface Proportion {
  hits: number
  rows: number
}

/**
 * One-sided p-value of a fall from `before` to `after`: the pooled two-proportion z test, its variance times `dispersion` (1 for independent rows, more
 * where hits come in runs). 1 where both are all hits or none.
 */
export function fallOfProportion(before: Proportion, after: Proportion, dispersion = 1): number {
  const pooled = (before.hits + after.hits) / (before.rows + after.rows)
  const variance = dispersion * pooled * (1 - pooled) * (1 / before.rows + 1 / after.rows)
  if (!(variance > 0)) return 1
  return normalCdf((after.hits / after.rows - before.hits / before.rows) / Math.sqrt(variance))
}

/** Mean of so many values with the sum of their squared distances from it. */
export interface Moments {
  rows: number
  mean: number
  squares: number
}

/** One-sided p-value of a fall of a mean: Welch's z. 1 where neither varies nor falls. */
export function fallOfMean(before: Moments, after: Moments): number {
  const fall = before.mean - after.mean
  const variance = before.squares / (before.rows * before.rows) + after.squares / (after.rows * after.rows)
  if (!(variance > 0)) return fall > 0 ? 0 : 1
  return normalCdf(-fall / Math.sqrt(variance))
}

/** A weighted least-squares line. */
export interface Line {
  slope: number
  /** One-sided p-value of a falling line, by Student's t with n − 2 degrees of freedom. */
  pFalling: number
  /** Weighted mean square of the distances from the line, by n − 2. */
  scatter: number
}

/**
 * Line through (x, y) by least squares weighted by w, with the test of its slope; with equal weights `scipy.stats.linregress`. The scatter about the line is
 * estimated from the points themselves, so it holds also where they scatter more than their weights say. Points of equal
 * y have slope 0 and p 0.5, points of equal x neither (NaN).
 */
export function weightedLine(x: ArrayLike<number>, y: ArrayLike<number>, w: ArrayLike<number>): Line {
  let [total, xMean, yMean, level] = [0, 0, 0, true]
  for (let i = 0; i < x.length; i++) {
    total += w[i]!
    xMean += w[i]! * x[i]!
    yMean += w[i]! * y[i]!
    level &&= y[i] === y[0]
  }
  if (level) return { slope: 0, pFalling: 0.5, scatter: 0 }
  xMean /= total
  yMean /= total
  let [xx, xy] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    xx += w[i]! * (x[i]! - xMean) * (x[i]! - xMean)
    xy += w[i]! * (x[i]! - xMean) * (y[i]! - yMean)
  }
  if (xx === 0) return { slope: NaN, pFalling: NaN, scatter: NaN }
  const slope = xy / xx
  let rest = 0
  for (let i = 0; i < x.length; i++) {
    const residual = y[i]! - yMean - slope * (x[i]! - xMean)
    rest += w[i]! * residual * residual
  }
  const scatter = rest / (x.length - 2)
  return { slope, pFalling: studentTail(-slope / Math.sqrt(scatter / xx), x.length - 2), scatter }
}
