/*
 * Regret of CMA-ES after 200 trials, ours beside Optuna's CmaEsSampler, paired by seed: `BARCAST_PYTHON=… npx tsx benchmarks/tuning/cma-es-quality.ts [seeds] [same] [functions]`.
 * With `same`, Optuna's sampler is given our random numbers and the order of our eigenvectors, so that a pair differs by the algorithm alone; without, by chance too. `bound` is
 * the one-sided 95 % upper bound of the mean difference (ours − theirs) as a share of their mean regret: at most 10 % is asked for.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cmaEs, createStudy, type ParamValues } from 'barcast/tuning'
import { TEST_FUNCTIONS, type TestFunction } from './functions.js'

const TRIALS = 200
const CONTINUOUS = [
  'sphere5',
  'rosenbrock2',
  'rosenbrock4',
  'branin',
  'hartmann6',
  'ackley5',
  'ellipsoid6',
  'rastrigin4',
  'levy4',
  'styblinskiTang4',
]
const same = process.argv.includes('same')
const given = process.argv.slice(2).filter((word) => word !== 'same')
const seeds = Array.from({ length: Number(given[0] ?? 30) }, (_, seed) => seed)
const wanted = given.length > 1 ? given.slice(1) : CONTINUOUS

function search({ objective, minimum }: TestFunction, seed: number): { regret: number; first: ParamValues } {
  const study = createStudy({ sampler: cmaEs({ seed }) })
  for (let k = 0; k < TRIALS; k++) {
    const trial = study.ask()
    study.tell(trial, objective(trial))
  }
  return { regret: study.bestValue - minimum, first: study.trials[0]!.params }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

const python = spawn(
  process.env.BARCAST_PYTHON ?? 'python3',
  [new URL('cma_es_quality.py', import.meta.url).pathname, ...(same ? ['same'] : [])],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
)
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
const answer = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T

console.log(await answer(), { seeds: seeds.length, trials: TRIALS, same })
for (const fn of TEST_FUNCTIONS.filter(({ name }) => wanted.includes(name))) {
  const ours = seeds.map((seed) => search(fn, seed))
  python.stdin.write(`${JSON.stringify({ name: fn.name, trials: TRIALS, seeds, first: ours.map(({ first }) => first) })}\n`)
  const theirs = await answer<number[]>()
  const regrets = ours.map(({ regret }) => regret)
  const differences = regrets.map((regret, k) => regret - theirs[k]!)
  const middle = mean(differences)
  const deviation = Math.sqrt(differences.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (seeds.length - 1))
  const share = (value: number): string => `${((100 * value) / mean(theirs)).toFixed(2)} %`
  const row = [fn.name, mean(regrets), mean(theirs), median(regrets), median(theirs)].map((value) =>
    typeof value === 'number' ? value.toPrecision(3) : value,
  )
  console.log(`| ${[...row, share(middle), share(middle + (1.645 * deviation) / Math.sqrt(seeds.length))].join(' | ')} |`)
}
python.stdin.end()
