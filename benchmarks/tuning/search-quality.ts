/*
 * Best values after 50 trials, 30 seeds, ours beside Optuna's (stored, see tests/golden/optuna/make_search.py): `npx tsx benchmarks/tuning/search-quality.ts`.
 * `better` is the share of pairs in which ours is lower (ties half), p the one-sided Mann–Whitney probability of so small a share if the two were alike.
 */
import { readFileSync } from 'node:fs'
import { normalCdf } from 'barcast/core'
import { createStudy, random, type Sampler, tpe } from 'barcast/tuning'
import { FUNCTIONS, type Objective, SEEDS, TRIALS } from './functions.js'

interface Golden {
  results: Record<string, { best: Record<string, number[]> }>
}

const golden = JSON.parse(readFileSync(new URL('../../tests/golden/optuna/search.json', import.meta.url), 'utf8')) as Golden

function bestValue(objective: Objective, sampler: Sampler, seed: number): number {
  const study = createStudy({ direction: 'minimize', sampler, seed })
  for (let k = 0; k < TRIALS; k++) {
    const trial = study.ask()
    study.tell(trial, objective(trial))
  }
  return study.bestValue
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Share of pairs in which `ours` is lower, and the probability of one so small by chance (normal approximation). */
function mannWhitney(ours: readonly number[], theirs: readonly number[]): { better: number; p: number } {
  let wins = 0
  for (const a of ours) for (const b of theirs) wins += a < b ? 1 : a === b ? 0.5 : 0
  const pairs = ours.length * theirs.length
  const deviation = Math.sqrt((pairs * (ours.length + theirs.length + 1)) / 12)
  return { better: wins / pairs, p: normalCdf((wins - pairs / 2) / deviation) }
}

const variants = { 'each by itself': tpe({ multivariate: false }), together: tpe() }
const rows: Record<string, string | number>[] = []
const seeds = Array.from({ length: SEEDS }, (_, seed) => seed)
for (const [name, objective] of Object.entries(FUNCTIONS)) {
  const drawn = median(seeds.map((seed) => bestValue(objective, random(), seed))).toPrecision(4)
  for (const [variant, sampler] of Object.entries(variants)) {
    const startedMs = performance.now()
    const ours = seeds.map((seed) => bestValue(objective, sampler, seed))
    const row: Record<string, string | number> = { function: name, ours: variant }
    row['ms per study'] = Math.round((performance.now() - startedMs) / SEEDS)
    row.median = median(ours).toPrecision(4)
    row.random = drawn
    for (const [version, { best }] of Object.entries(golden.results)) {
      const { better, p } = mannWhitney(ours, best[name]!)
      row[`optuna ${version}`] = median(best[name]!).toPrecision(4)
      row[`better, p (${version})`] = `${better.toFixed(2)}, ${p.toFixed(3)}`
    }
    rows.push(row)
  }
}
console.table(rows)
