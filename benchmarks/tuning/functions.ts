import type { ParamValues, Trial } from 'barcast/tuning'

/** Each line of this file has its twin in `functions.py`, those of `FUNCTIONS` in `tests/golden/optuna/make_search.py` too; all are minimised. */
export type Objective = (trial: Trial) => number

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const floats = (trial: Trial, n: number, low: number, high: number): number[] => range(n).map((i) => trial.suggestFloat(`x${i}`, low, high))

const HARTMANN_WEIGHTS = [1, 1.2, 3, 3.2]
const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const HARTMANN_P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]

export const FUNCTIONS: Readonly<Record<string, Objective>> = {
  sphere5: (trial) => floats(trial, 5, -5, 5).reduce((sum, x) => sum + (x - 1.3) ** 2, 0),
  rosenbrock2(trial) {
    const [x, y] = floats(trial, 2, -5, 10) as [number, number]
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2
  },
  branin(trial) {
    const x = trial.suggestFloat('x', -5, 10)
    const y = trial.suggestFloat('y', 0, 15)
    return (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10
  },
  hartmann6(trial) {
    const x = floats(trial, 6, 0, 1)
    return -HARTMANN_WEIGHTS.reduce((sum, weight, i) => {
      const distance = x.reduce((total, value, j) => total + HARTMANN_A[i]![j]! * (value - HARTMANN_P[i]![j]!) ** 2, 0)
      return sum + weight * Math.exp(-distance)
    }, 0)
  },
  ackley5(trial) {
    const x = floats(trial, 5, -10, 20)
    const root = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / 5)
    const waves = x.reduce((sum, value) => sum + Math.cos(2 * Math.PI * value), 0) / 5
    return -20 * Math.exp(-0.2 * root) - Math.exp(waves) + 20 + Math.E
  },
  mixed(trial) {
    const rate = trial.suggestFloat('rate', 1e-5, 1, { log: true })
    const leaves = trial.suggestInt('leaves', 2, 256, { log: true })
    const depth = trial.suggestInt('depth', 1, 12)
    const share = trial.suggestFloat('share', 0.1, 1, { step: 0.1 })
    const kind = trial.suggestCategorical('kind', ['gbdt', 'dart', 'goss', 'rf'])
    const cost = { gbdt: 0, dart: 0.5, goss: 0.2, rf: 1 }[kind]
    return (Math.log10(rate) + 2) ** 2 + (Math.log2(leaves) - 5) ** 2 / 4 + (depth - 7) ** 2 / 9 + 4 * (share - 0.7) ** 2 + cost
  },
  conditional(trial) {
    const kind = trial.suggestCategorical('kind', ['tree', 'linear', 'net'])
    if (kind === 'tree') return 0.3 + (trial.suggestInt('depth', 1, 30) - 9) ** 2 / 50 + (trial.suggestFloat('rate', 0, 1) - 0.2) ** 2
    if (kind === 'linear') return 0.6 + (Math.log10(trial.suggestFloat('penalty', 1e-6, 1e3, { log: true })) + 1) ** 2 / 10
    const layers = trial.suggestInt('layers', 1, 3)
    return range(layers).reduce(
      (sum, k) => sum + ((trial.suggestInt(`units${k}`, 4, 128, { step: 4 }) - 48) / 64) ** 2,
      0.2 * Math.abs(layers - 2),
    )
  },
}

export const TRIALS = 50
export const SEEDS = 30

/** A function whose least value is known. */
export interface TestFunction {
  readonly name: string
  readonly objective: Objective
  /** Of the function, without its noise. */
  readonly minimum: number
  /** Of a function with noise, its value without; the noise follows from the trial's number. */
  readonly truth?: (params: ParamValues) => number
}

/** The vector mirrored at the plane through 0 with this normal. */
function reflect(x: readonly number[], normal: readonly number[]): number[] {
  const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const scale = (2 * product(x, normal)) / product(normal, normal)
  return x.map((value, i) => value - scale * normal[i]!)
}

/** A whole number below 2³² that looks drawn, the same here and there (Murmur3's last step). */
function mix(number: number): number {
  let z = (Math.imul(number, 0x9e3779b1) + 0x7f4a7c15) | 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

/** Standard normal but for its tails: a sum of twelve uniform numbers. */
export function noise(number: number): number {
  return range(12).reduce((sum, i) => sum + mix(12 * number + i), 0) / 2 ** 32 - 6
}

const noisyTruth = ({ x, y }: Record<string, number>): number => (x! - 0.3) ** 2 + (y! + 0.8) ** 2 + 0.5 * x! * y!

const MORE: Readonly<Record<string, Objective>> = {
  rosenbrock4(trial) {
    const x = floats(trial, 4, -5, 10)
    return range(3).reduce((sum, i) => sum + 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0)
  },
  ellipsoid6(trial) {
    const x = floats(trial, 6, -5, 5).map((value) => value - 0.7)
    const rotated = reflect(reflect(x, [1, 2, 3, 4, 5, 6]), [3, -1, 2, 0, -2, 1])
    return rotated.reduce((sum, value, i) => sum + 1000 ** (i / 5) * value ** 2, 0)
  },
  rastrigin4: (trial) =>
    floats(trial, 4, -5.12, 5.12).reduce((sum, x) => sum + (x - 0.4) ** 2 - 10 * Math.cos(2 * Math.PI * (x - 0.4)) + 10, 0),
  levy4(trial) {
    const w = floats(trial, 4, -10, 10).map((x) => 1 + (x - 1) / 4)
    const middle = w.slice(0, -1).reduce((sum, value) => sum + (value - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * value + 1) ** 2), 0)
    return Math.sin(Math.PI * w[0]!) ** 2 + middle + (w[3]! - 1) ** 2 * (1 + Math.sin(2 * Math.PI * w[3]!) ** 2)
  },
  styblinskiTang4: (trial) => floats(trial, 4, -5, 5).reduce((sum, x) => sum + x ** 4 - 16 * x * x + 5 * x, 0) / 2,
  noisy: (trial) => noisyTruth({ x: trial.suggestFloat('x', -3, 3), y: trial.suggestFloat('y', -3, 3) }) + 0.3 * noise(trial.number),
}

const MINIMA: Readonly<Record<string, number>> = {
  branin: 0.39788735772973816,
  hartmann6: -3.322368011415515,
  styblinskiTang4: -156.66466281508568,
  noisy: -0.17666666666666667,
}

/** All of them, with their least values. */
export const TEST_FUNCTIONS: readonly TestFunction[] = Object.entries({ ...FUNCTIONS, ...MORE }).map(([name, objective]) => ({
  name,
  objective,
  minimum: MINIMA[name] ?? 0,
  ...(name === 'noisy' ? { truth: (params: ParamValues) => noisyTruth(params as Record<string, number>) } : {}),
}))
