/*
 * The grid of `packed` training: gradients and hessians become multiples of a power of two, so few bits wide that every sum over rows is
 * exact. Sums then depend neither on their order nor on who adds them up.
 */

/** Rows whose sizes are added up together, in two lanes: the order that the kernel keeps. */
const BLOCK_ROWS = 4096
/** Sums stay below 2 ** 31 … */
const MOST_SUM = 2 ** 31
/** … and numbers below 2 ** 23, so that they and their grid fit float32. */
const MOST_SIZE = 2 ** 23
/** The finest grid: float32 has nothing finer. */
const FINEST = 149

/** Sum and maximum of the sizes of the gradients, and of the hessians. */
export interface GradientSizes {
  gradientSum: number
  gradientMost: number
  hessianSum: number
  hessianMost: number
}

/** Negative hessians (of a custom objective) count as 0. */
export function measureGradients(gradients: Float32Array, hessians: Float32Array): GradientSizes {
  const sizes = { gradientSum: 0, gradientMost: 0, hessianSum: 0, hessianMost: 0 }
  for (let from = 0; from < gradients.length; from += BLOCK_ROWS) {
    const to = Math.min(gradients.length, from + BLOCK_ROWS)
    const gradientLanes: [number, number] = [0, 0]
    const hessianLanes: [number, number] = [0, 0]
    for (let i = from; i < to; i++) {
      const size = Math.abs(gradients[i]!)
      const hessian = hessians[i]! > 0 ? hessians[i]! : 0
      const lane = (i & 1) as 0 | 1
      gradientLanes[lane] += size
      hessianLanes[lane] += hessian
      sizes.gradientMost = Math.max(sizes.gradientMost, size)
      sizes.hessianMost = Math.max(sizes.hessianMost, hessian)
    }
    sizes.gradientSum += gradientLanes[0] + gradientLanes[1]
    sizes.hessianSum += hessianLanes[0] + hessianLanes[1]
  }
  return sizes
}

const words = new DataView(new ArrayBuffer(8))

/** The largest k with 2 ** k ≤ `value`, a normal positive number. */
function floorLog2(value: number): number {
  words.setFloat64(0, value)
  return (words.getUint32(0) >>> 20) - 1023
}

/**
 * The finest grid for `rows` numbers: multiples of 2 ** −k.
 * @returns k; NaN if the numbers are not finite, 0 if all are 0
 */
export function gridOf(sum: number, most: number, rows: number): number {
  if (!(sum < Infinity)) return NaN
  if (sum === 0) return 0
  // Each row may be rounded up by half a step; the sum itself is off by far less than a millionth.
  const steps = (MOST_SUM - rows / 2) * (1 - 1e-6)
  return Math.min(FINEST, floorLog2(Math.min(steps / sum, MOST_SIZE / most)))
}

/** 2 ** k, exactly; 0 for NaN. */
export function powerOfTwo(k: number): number {
  if (Number.isNaN(k)) return 0
  words.setUint32(0, (k + 1023) << 20)
  words.setUint32(4, 0)
  return words.getFloat64(0)
}

const ROUNDING = 6755399441055744 // 1.5 · 2 ** 52: a double near it has no fraction.

/** The nearest whole number, ties to even; for sizes below 2 ** 51. */
export function roundToEven(value: number): number {
  return value + ROUNDING - ROUNDING
}

/** The nearest multiple of `step`, a power of two; 0 without a step. */
export function snap(value: number, step: number): number {
  return step === 0 ? 0 : roundToEven(value / step) * step
}
