/*
 * Hypervolumes of NSGA-II, ours beside Optuna's, on functions whose fronts are known: `npx tsx benchmarks/tuning/nsga2-quality.ts > ours.txt` and, with Optuna 5.0.0,
 * `python benchmarks/tuning/nsga2-quality.py > optuna.txt`, then `npx tsx benchmarks/tuning/nsga2-quality.ts ours.txt optuna.txt` for the table.
 */
import { readFileSync } from 'node:fs'
import { createStudy, hypervolume, nsga2, type Trial } from 'barcast/tuning'

interface Problem {
  readonly trials: number
  /** Of the hypervolume. */
  readonly reference: readonly number[]
  /** Hypervolume of the whole front. */
  readonly best: number
  readonly values: (trial: Trial) => number[]
}

const SEEDS = 100
const ZDT_DIMENSIONS = 10
const floats = (trial: Trial, n: number): number[] => Array.from({ length: n }, (_, d) => trial.suggestFloat(`x${d}`, 0, 1))
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const rastered = (front: (share: number) => number): [number, number][] =>
  Array.from({ length: 2001 }, (_, k): [number, number] => [k / 2000, front(k / 2000)])

function zdt(second: (first: number, g: number) => number): Problem {
  return {
    trials: 500,
    reference: [1.1, 6],
    best: hypervolume(
      rastered((first) => second(first, 1)),
      [1.1, 6],
    ),
    values(trial) {
      const x = floats(trial, ZDT_DIMENSIONS)
      const g = 1 + (9 * sumOf(x.slice(1))) / (ZDT_DIMENSIONS - 1)
      return [x[0]!, second(x[0]!, g)]
    },
  }
}

const binhKorn: Problem = {
  trials: 250,
  reference: [140, 50],
  // Along the front y = x up to 3, then y = 3, as Binh and Korn give it.
  best: hypervolume(
    Array.from({ length: 2001 }, (_, k) => k / 400).map((x) => {
      const y = Math.min(x, 3)
      return [4 * x * x + 4 * y * y, (x - 5) ** 2 + (y - 5) ** 2]
    }),
    [140, 50],
  ),
  values(trial) {
    const x = trial.suggestFloat('x', 0, 5)
    const y = trial.suggestFloat('y', 0, 3)
    trial.setConstraints([(x - 5) ** 2 + y * y - 25, 7.7 - (x - 8) ** 2 - (y + 3) ** 2])
    return [4 * x * x + 4 * y * y, (x - 5) ** 2 + (y - 5) ** 2]
  },
}

const PROBLEMS: Readonly<Record<string, Problem>> = {
  zdt1: zdt((first, g) => g * (1 - Math.sqrt(first / g))),
  zdt2: zdt((first, g) => g * (1 - (first / g) ** 2)),
  zdt3: zdt((first, g) => g * (1 - Math.sqrt(first / g) - (first / g) * Math.sin(10 * Math.PI * first))),
  dtlz2: {
    trials: 500,
    reference: [2, 2, 2],
    // All of the cube but an eighth of the unit ball.
    best: 8 - Math.PI / 6,
    values(trial) {
      const x = floats(trial, 7)
      const g = sumOf(x.slice(2).map((value) => (value - 0.5) ** 2))
      const [a, b] = [(x[0]! * Math.PI) / 2, (x[1]! * Math.PI) / 2]
      return [(1 + g) * Math.cos(a) * Math.cos(b), (1 + g) * Math.cos(a) * Math.sin(b), (1 + g) * Math.sin(a)]
    },
  },
  binhKorn,
}

function volumeOf({ values, trials, reference }: Problem, seed: number): number {
  const study = createStudy({ directions: reference.map(() => 'minimize' as const), sampler: nsga2(), seed })
  for (let k = 0; k < trials; k++) {
    const trial = study.ask()
    study.tell(trial, values(trial))
  }
  return hypervolume(
    study.bestTrials.filter(({ constraints = [] }) => constraints.every((value) => value <= 0)).map((trial) => trial.values),
    reference,
  )
}

function read(path: string): Map<string, number[]> {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return new Map(
    lines.filter((line) => line.includes(':')).map((line) => [line.split(': ')[0]!, line.split(': ')[1]!.split(' ').map(Number)]),
  )
}

function compare(oursPath: string, theirsPath: string): void {
  const [ours, theirs] = [read(oursPath), read(theirsPath)]
  const rows = Object.entries(PROBLEMS).map(([name, { best }]) => {
    const [a, b] = [ours.get(name)!, theirs.get(name)!]
    const differences = a.map((value, k) => b[k]! - value)
    const mean = sumOf(differences) / differences.length
    const deviation = Math.sqrt(sumOf(differences.map((value) => (value - mean) ** 2)) / (differences.length - 1))
    // One-sided 95 %.
    const bound = mean + (1.66 * deviation) / Math.sqrt(differences.length)
    const theirMean = sumOf(b) / b.length
    return {
      problem: name,
      'whole front': best.toPrecision(5),
      ours: (sumOf(a) / a.length).toPrecision(5),
      optuna: theirMean.toPrecision(5),
      difference: mean.toPrecision(2),
      bound: bound.toPrecision(2),
      'bound / shortfall': (bound / (best - theirMean)).toPrecision(2),
      'bound / hypervolume': (bound / theirMean).toPrecision(2),
    }
  })
  console.table(rows)
}

const [oursPath, theirsPath] = process.argv.slice(2)
if (oursPath !== undefined && theirsPath !== undefined) compare(oursPath, theirsPath)
else
  for (const [name, problem] of Object.entries(PROBLEMS))
    console.log(`${name}: ${Array.from({ length: SEEDS }, (_, seed) => volumeOf(problem, seed)).join(' ')}`)
