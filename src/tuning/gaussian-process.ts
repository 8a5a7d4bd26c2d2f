import { exp, factorCholesky, log } from '../core/index.js'
import { descendInBox } from './box-descent.js'

/** What a process is learned from: points row by row (n × d), and a value for each. */
export interface Observations {
  readonly points: Float64Array
  readonly values: Float64Array
  /** Of each coordinate, 1 where it is a choice: then it matters only whether two points differ. */
  readonly isChoice: Uint8Array
}

/** How alike the values of two points are: `scale` · Matérn 5/2 of Σ weight · difference², plus `noise` on the diagonal. */
export interface Kernel {
  /** Inverse squared length scales, one per coordinate. */
  readonly weights: Float64Array
  readonly scale: number
  readonly noise: number
}

export const LEAST_NOISE = 1e-6
const FIT_ITERATIONS = 200
const FIT_TOLERANCE = 1e-2

/** Points with each coordinate over its length scale; choices stay what they are. */
function scaledPoints(points: Float64Array, weights: Float64Array, isChoice: Uint8Array): Float64Array {
  const factors = weights.map((weight, k) => (isChoice[k] === 0 ? Math.sqrt(weight) : 1))
  return points.map((value, i) => value * factors[i % factors.length]!)
}

/** Squared distance of two scaled points: the sum of weight · difference². */
function distanceOf(points: Float64Array, i: number, others: Float64Array, j: number, weights: Float64Array, isChoice: Uint8Array): number {
  const d = weights.length
  let sum = 0
  for (let k = 0, a = i * d, b = j * d; k < d; k++, a++, b++) {
    const difference = points[a]! - others[b]!
    sum += isChoice[k] === 0 ? difference * difference : difference === 0 ? 0 : weights[k]!
  }
  return sum
}

/** e^(−√(5r)) (1 + √(5r) + 5r/3) of a squared distance r. */
export function matern(squared: number): number {
  const root = Math.sqrt(5 * squared)
  return exp(-root) * ((5 / 3) * squared + root + 1)
}

/** Covariances of all observations with their noise, n × n; the lower triangle alone is written. */
export function kernelMatrix({ points, values, isChoice }: Observations, { weights, scale, noise }: Kernel): Float64Array {
  const n = values.length
  const scaled = scaledPoints(points, weights, isChoice)
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) matrix[i * n + j] = scale * matern(distanceOf(scaled, i, scaled, j, weights, isChoice))
    matrix[i * n + i] = scale + noise
  }
  return matrix
}

function factor(matrix: Float64Array, n: number): void {
  const rows = factorCholesky(matrix, n)
  while (rows.next().done !== true);
}

/** Solves L x = b in place. */
function solveLower(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= factor[row + k]! * b[k]!
    b[i] = sum / factor[row + i]!
  }
}

/** Solves Lᵀ x = b in place. */
function solveUpper(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n
    const solved = b[i]! / factor[row + i]!
    b[i] = solved
    for (let k = 0; k < i; k++) b[k]! -= factor[row + k]! * solved
  }
}

/** Adds `p` times the numbers of `source` from `first` on, and `q` times those from `second` on, to `count` numbers of `target`. */
function addRows(
  target: Float64Array,
  at: number,
  source: Float64Array,
  first: number,
  p: number,
  second: number,
  q: number,
  count: number,
): void {
  for (let j = 0; j < count; j++) target[at + j]! += p * source[first + j]! + q * source[second + j]!
}

function addRow(target: Float64Array, at: number, source: Float64Array, first: number, p: number, count: number): void {
  for (let j = 0; j < count; j++) target[at + j]! += p * source[first + j]!
}

/** (L Lᵀ)⁻¹, its lower triangle, into `inverse`; `lower` is for L⁻¹. Rows are added to rows, two at a time, so that no sum waits for the one before it. */
function invert(factor: Float64Array, n: number, lower: Float64Array, inverse: Float64Array): void {
  lower.fill(0)
  for (let i = 0; i < n; i++) {
    const row = i * n
    let k = 0
    // The second row is one longer: its own last number is added by itself.
    for (; k + 1 < i; k += 2) {
      const next = (k + 1) * n
      addRows(lower, row, lower, k * n, -factor[row + k]!, next, -factor[row + k + 1]!, k + 1)
      lower[row + k + 1]! -= factor[row + k + 1]! * lower[next + k + 1]!
    }
    if (k < i) addRow(lower, row, lower, k * n, -factor[row + k]!, k + 1)
    const pivot = factor[row + i]!
    for (let j = 0; j < i; j++) lower[row + j]! /= pivot
    lower[row + i] = 1 / pivot
  }
  inverse.fill(0)
  for (let i = 0; i < n; i++) {
    const row = i * n
    let k = i
    for (; k + 1 < n; k += 2) addRows(inverse, row, lower, k * n, lower[k * n + i]!, (k + 1) * n, lower[(k + 1) * n + i]!, i + 1)
    if (k < n) addRow(inverse, row, lower, k * n, lower[k * n + i]!, i + 1)
  }
}

/** A kernel as free numbers: the logarithms of weights, scale and of the noise above its least. */
function kernelOf(raw: Float64Array, isDeterministic: boolean): Kernel {
  const d = raw.length - 2
  return {
    weights: Float64Array.from({ length: d }, (_, k) => exp(raw[k]!)),
    scale: exp(raw[d]!),
    noise: isDeterministic ? LEAST_NOISE : exp(raw[d + 1]!) + LEAST_NOISE,
  }
}

/** Adds −ln of the prior density, but for a constant, and its gradient by the logarithms. */
function addPrior({ weights, scale, noise }: Kernel, isDeterministic: boolean, gradient: Float64Array): number {
  const d = weights.length
  let loss = scale - log(scale) + 30 * noise - 0.1 * log(noise)
  for (let k = 0; k < d; k++) {
    const weight = weights[k]!
    loss += 0.1 / weight + 0.1 * weight
    gradient[k]! += 0.1 * weight - 0.1 / weight
  }
  gradient[d]! += scale - 1
  if (!isDeterministic) gradient[d + 1]! += (30 - 0.1 / noise) * (noise - LEAST_NOISE)
  return loss
}

/**
 * −ln of the posterior density of a kernel, but for constants: ½ yᵀC⁻¹y + ½ ln |C|, less the logarithm of the prior, as in Optuna: Gamma(2, 1) for the scale, Gamma(1.1, 30) for the noise,
 * and −0.1 (w + 1/w) for each weight w.
 */
export class KernelLoss {
  readonly #matrix: Float64Array
  readonly #slopes: Float64Array
  readonly #factor: Float64Array
  readonly #lower: Float64Array
  readonly #inverse: Float64Array

  constructor(
    readonly observations: Observations,
    readonly isDeterministic: boolean,
  ) {
    const size = observations.values.length ** 2
    this.#matrix = new Float64Array(size)
    this.#slopes = new Float64Array(size)
    this.#factor = new Float64Array(size)
    this.#lower = new Float64Array(size)
    this.#inverse = new Float64Array(size)
  }

  /** At a kernel given by its logarithms (see {@link kernelOf}); writes the gradient by them. */
  at(raw: Float64Array, gradient: Float64Array): number {
    const { isDeterministic, observations } = this
    const { values } = observations
    const n = values.length
    const kernel = kernelOf(raw, isDeterministic)
    const scaled = scaledPoints(observations.points, kernel.weights, observations.isChoice)
    this.#fill(scaled, kernel)
    const solved = values.slice()
    factor(this.#factor, n)
    solveLower(this.#factor, n, solved)
    let loss = 0
    for (let i = 0; i < n; i++) loss += 0.5 * solved[i]! * solved[i]! + log(this.#factor[i * n + i]!)
    solveUpper(this.#factor, n, solved)
    invert(this.#factor, n, this.#lower, this.#inverse)
    gradient.fill(0)
    const trace = this.#pull(scaled, kernel, solved, gradient)
    gradient[raw.length - 1] = isDeterministic ? 0 : -0.5 * trace * (kernel.noise - LEAST_NOISE)
    return loss + addPrior(kernel, isDeterministic, gradient)
  }

  /** Covariances, and how they change with the squared distance. */
  #fill(scaled: Float64Array, { weights, scale, noise }: Kernel): void {
    const { values, isChoice } = this.observations
    const n = values.length
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const squared = distanceOf(scaled, i, scaled, j, weights, isChoice)
        const root = Math.sqrt(5 * squared)
        const decay = scale * exp(-root)
        this.#matrix[i * n + j] = decay * ((5 / 3) * squared + root + 1)
        this.#slopes[i * n + j] = (-5 / 6) * (root + 1) * decay
      }
      this.#matrix[i * n + i] = scale + noise
    }
    this.#factor.set(this.#matrix)
  }

  /** Adds what the data say of weights and scale; returns the trace of ααᵀ − C⁻¹. */
  #pull(scaled: Float64Array, { weights, scale }: Kernel, solved: Float64Array, gradient: Float64Array): number {
    const { values, isChoice } = this.observations
    const n = values.length
    const d = weights.length
    let trace = 0
    let ofScale = 0
    for (let i = 0; i < n; i++) {
      const a = i * d
      const own = solved[i]! * solved[i]! - this.#inverse[i * n + i]!
      trace += own
      ofScale -= 0.5 * scale * own
      for (let j = 0; j < i; j++) {
        const pull = solved[i]! * solved[j]! - this.#inverse[i * n + j]!
        ofScale -= pull * this.#matrix[i * n + j]!
        const slope = pull * this.#slopes[i * n + j]!
        for (let k = 0, b = j * d; k < d; k++, b++) {
          const difference = scaled[a + k]! - scaled[b]!
          gradient[k]! -= slope * (isChoice[k] === 0 ? difference * difference : difference === 0 ? 0 : weights[k]!)
        }
      }
    }
    gradient[d]! += ofScale
    return trace
  }
}

/**
 * The kernel that is most probable after the observations, from all ones on; the values should have mean 0 and deviation 1.
 *
 * @param isDeterministic takes the values to be exact: the noise stays at its least, 1e-6
 */
export function fitKernel(observations: Observations, isDeterministic: boolean): Kernel {
  const d = observations.isChoice.length
  const raw = new Float64Array(d + 2)
  raw[d + 1] = log(1 - 0.99 * LEAST_NOISE)
  const loss = new KernelLoss(observations, isDeterministic)
  descendInBox((x, gradient) => loss.at(x, gradient), raw, {
    low: new Float64Array(d + 2).fill(-Infinity),
    high: new Float64Array(d + 2).fill(Infinity),
    maxIterations: FIT_ITERATIONS,
    slopeTolerance: FIT_TOLERANCE,
  })
  return kernelOf(raw, isDeterministic)
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const whole = new Float64Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}

/** What a process says of one point, and how that changes along the coordinates (0 along choices). */
export interface Prediction {
  mean: number
  variance: number
  readonly meanSlopes: Float64Array
  readonly varianceSlopes: Float64Array
}

/** A Gaussian process of mean 0 after its observations (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, algorithm 2.1). */
export class GaussianProcess {
  readonly #factor: Float64Array
  /** C⁻¹y */
  readonly #solved: Float64Array
  readonly #scaled: Float64Array

  constructor(
    readonly observations: Observations,
    readonly kernel: Kernel,
  ) {
    const n = observations.values.length
    this.#scaled = scaledPoints(observations.points, kernel.weights, observations.isChoice)
    this.#factor = kernelMatrix(observations, kernel)
    factor(this.#factor, n)
    this.#solved = observations.values.slice()
    solveLower(this.#factor, n, this.#solved)
    solveUpper(this.#factor, n, this.#solved)
  }

  /** Mean and variance of the noiseless value at each of the points, which stand row by row. */
  predict(points: Float64Array): { means: Float64Array; variances: Float64Array } {
    const { isChoice, values } = this.observations
    const { weights, scale } = this.kernel
    const scaled = scaledPoints(points, weights, isChoice)
    const n = values.length
    const count = points.length / weights.length
    const means = new Float64Array(count)
    const variances = new Float64Array(count)
    // Four points at a time: their sums do not wait for one another.
    const block = new Float64Array(4 * n)
    for (let first = 0; first < count; first += 4) {
      const width = Math.min(4, count - first)
      for (let c = 0; c < width; c++) {
        for (let i = 0; i < n; i++) {
          const alike = scale * matern(distanceOf(scaled, first + c, this.#scaled, i, weights, isChoice))
          block[4 * i + c] = alike
          means[first + c]! += alike * this.#solved[i]!
        }
      }
      this.#solveBlock(block)
      for (let c = 0; c < width; c++) {
        let explained = 0
        for (let i = 0; i < n; i++) explained += block[4 * i + c]! * block[4 * i + c]!
        variances[first + c] = Math.max(scale - explained, 0)
      }
    }
    return { means, variances }
  }

  #solveBlock(block: Float64Array): void {
    const n = this.#solved.length
    const lower = this.#factor
    for (let i = 0; i < n; i++) {
      const row = i * n
      let [p, q, r, s] = [block[4 * i]!, block[4 * i + 1]!, block[4 * i + 2]!, block[4 * i + 3]!]
      for (let k = 0, b = 0; k < i; k++, b += 4) {
        const weight = lower[row + k]!
        p -= weight * block[b]!
        q -= weight * block[b + 1]!
        r -= weight * block[b + 2]!
        s -= weight * block[b + 3]!
      }
      const pivot = lower[row + i]!
      block[4 * i] = p / pivot
      block[4 * i + 1] = q / pivot
      block[4 * i + 2] = r / pivot
      block[4 * i + 3] = s / pivot
    }
  }

  /** Mean and variance at one point with their slopes. */
  predictWithSlopes(point: Float64Array): Prediction {
    const { isChoice, points: seen, values } = this.observations
    const { weights, scale } = this.kernel
    const scaled = scaledPoints(point, weights, isChoice)
    const n = values.length
    const d = weights.length
    const alike = new Float64Array(n)
    const slopes = new Float64Array(n)
    let mean = 0
    for (let i = 0; i < n; i++) {
      const squared = distanceOf(scaled, 0, this.#scaled, i, weights, isChoice)
      const root = Math.sqrt(5 * squared)
      const decay = scale * exp(-root)
      alike[i] = decay * ((5 / 3) * squared + root + 1)
      slopes[i] = (-5 / 3) * (root + 1) * decay
      mean += alike[i]! * this.#solved[i]!
    }
    solveLower(this.#factor, n, alike)
    let explained = 0
    for (let i = 0; i < n; i++) explained += alike[i]! * alike[i]!
    solveUpper(this.#factor, n, alike)
    const meanSlopes = new Float64Array(d)
    const varianceSlopes = new Float64Array(d)
    for (let i = 0; i < n; i++) {
      const ofMean = slopes[i]! * this.#solved[i]!
      const ofVariance = -2 * slopes[i]! * alike[i]!
      for (let k = 0, b = i * d; k < d; k++, b++) {
        if (isChoice[k] === 1) continue
        const toward = weights[k]! * (point[k]! - seen[b]!)
        meanSlopes[k]! += ofMean * toward
        varianceSlopes[k]! += ofVariance * toward
      }
    }
    return { mean, variance: Math.max(scale - explained, 0), meanSlopes, varianceSlopes }
  }

  /** The same process, sure of its own mean at further points, such as those of trials that run: it no longer looks for news there. */
  believing(points: Float64Array): GaussianProcess {
    if (points.length === 0) return this
    const { points: seen, values, isChoice } = this.observations
    const { means } = this.predict(points)
    return new GaussianProcess({ points: joined(seen, points), values: joined(values, means), isChoice }, this.kernel)
  }
}
