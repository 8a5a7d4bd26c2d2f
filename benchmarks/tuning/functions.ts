import type { Trial } from 'barcast/tuning'

/** Each line of this file has its twin in `tests/golden/optuna/make_search.py`; all are minimised. */
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
