/*
 * Regrets after 60 trials, ours beside those of Optuna's GPSampler (stored, see gp_quality.py), from the same ten points on: `npx tsx benchmarks/tuning/gp-quality.ts`. `upper` is the one-sided
 * 95 % bound of the mean paired difference (ours less theirs) over the mean of theirs; a must of 10 %.
 */
import { readFileSync } from 'node:fs'
import { createStudy, gaussianProcess, type ParamValue, random } from 'barcast/tuning'
import { TEST_FUNCTIONS, type TestFunction } from './functions.js'

interface Peer {
  optuna: string
  trials: number
  studies: Record<string, { starts: ParamValue[][]; regret: number }[]>
}

/** Student's 95 % quantile, by the first terms of its expansion at the normal one. */
function studentQuantile(degrees: number): number {
  const z = 1.6448536269514722
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

function namesOf({ objective }: TestFunction): string[] {
  const trial = createStudy({ direction: 'minimize', sampler: random() }).ask()
  objective(trial)
  return Object.keys(trial.params)
}

function regretOf(
  { objective, minimum, truth }: TestFunction,
  names: readonly string[],
  starts: readonly ParamValue[][],
  trials: number,
  seed: number,
): number {
  const study = createStudy({ direction: 'minimize', sampler: gaussianProcess(), seed })
  for (const values of starts) study.enqueue(Object.fromEntries(names.map((name, i) => [name, values[i]!])))
  for (let k = 0; k < trials; k++) {
    const trial = study.ask()
    study.tell(trial, objective(trial))
  }
  return (truth === undefined ? study.bestValue : truth(study.bestParams)) - minimum
}

const peer = JSON.parse(readFileSync(new URL('./gp-quality.json', import.meta.url), 'utf8')) as Peer
const rows = Object.entries(peer.studies).map(([name, studies]) => {
  const fn = TEST_FUNCTIONS.find((one) => one.name === name)!
  const names = namesOf(fn)
  const before = process.cpuUsage()
  const ours = studies.map(({ starts }, seed) => regretOf(fn, names, starts, peer.trials, seed))
  const { user, system } = process.cpuUsage(before)
  const theirs = studies.map(({ regret }) => regret)
  const differences = ours.map((regret, seed) => regret - theirs[seed]!)
  const middle = mean(differences)
  const deviation = Math.sqrt(differences.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (differences.length - 1))
  const upper = middle + (studentQuantile(differences.length - 1) * deviation) / Math.sqrt(differences.length)
  return {
    function: name,
    seeds: studies.length,
    'mean, ours': mean(ours).toPrecision(3),
    [`mean, Optuna ${peer.optuna}`]: mean(theirs).toPrecision(3),
    'median, ours': median(ours).toPrecision(3),
    'median, Optuna': median(theirs).toPrecision(3),
    wins: ours.filter((regret, seed) => regret < theirs[seed]!).length,
    difference: `${((100 * middle) / mean(theirs)).toFixed(0)} %`,
    upper: `${((100 * upper) / mean(theirs)).toFixed(0)} %`,
    's per study': ((user + system) / 1e6 / studies.length).toFixed(2),
  }
})
console.table(rows)
