/**
 * Plain data and the numeric base that every other room stands on: {@link Bars}, {@link Frame}, {@link Labels},
 * errors, seeded random numbers, and the transcendental functions whose bits are the same in every runtime.
 *
 * @example
 * import { createFrame, createRandom, isBarcastError } from 'barcast/core'
 *
 * const random = createRandom(7)
 * const frame = createFrame({ columns: { noise: Float64Array.from({ length: 5 }, () => random.normal()) } })
 * try {
 *   frame.column('nose')
 * } catch (error) {
 *   if (!isBarcastError(error, 'frame/unknown-column')) throw error
 *   console.log(error.message) // Read frame: unknown column "nose", did you mean "noise"?
 * }
 *
 * @module core
 */
export type { Bar, BarFault, BarRule, Bars, CheckMark } from './bars.js'
export { BAR_COLUMNS, barAt, barFaultAt, checkBarColumns, checkBars, PRICE_COLUMNS, sliceBars } from './bars.js'
export { checksum } from './checksum.js'
export { factorCholesky, solveCholesky } from './cholesky.js'
export { binomialDensity, chiSquaredTail, fisherTail, studentTail } from './distributions.js'
export type { ErrorDetails, ErrorPlace } from './error.js'
export { BarcastError, isBarcastError } from './error.js'
export { exp, exponentialTable, log, log2Exact, log10, logExact } from './exponential.js'
export type { Frame, FrameColumns } from './frame.js'
export { createFrame } from './frame.js'
export { digamma, logGamma } from './gamma.js'
export { cosh, sinh, tanh } from './hyperbolic.js'
export { acos, asin, atan } from './inverse-trigonometry.js'
export type { Json } from './json.js'
export { canonicalJson, decodeFloats, decodeIntegers, encodeFloats, encodeIntegers } from './json.js'
export type { Labels, Signal, SignalClass, Spans } from './labels.js'
export { SIGNAL_CLASSES } from './labels.js'
export type { MinimiseOptions, Minimum, Objective } from './lbfgs.js'
export { minimise } from './lbfgs.js'
export { nearestName, unknownNameError } from './name.js'
export { expm1, log1p } from './near-zero.js'
export { erf, erfc, logNormalCdf, logNormalMass, normalCdf, normalDensity, truncatedNormalQuantile } from './normal.js'
export { normalQuantile } from './normal-quantile.js'
export type { LinearLimits } from './quadratic-step.js'
export { quadraticStep, solveLinear } from './quadratic-step.js'
export type { BoundedMinimiseOptions, BoundedMinimum, SmoothFunction } from './quasi-newton.js'
export { minimiseWithin } from './quasi-newton.js'
export type { Random } from './random.js'
export { createRandom } from './random.js'
export { sha256 } from './sha256.js'
export type { Progress, TaskOptions } from './task.js'
export { pause, throwIfAborted, withinTime } from './task.js'
export { formatTimeframe, parseTimeframe } from './timeframe.js'
export { cos, sin, tan } from './trigonometry.js'
