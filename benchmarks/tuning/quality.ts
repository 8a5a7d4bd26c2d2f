/*
 * Regret of our TPE after 100 trials beside Optuna's, paired by seed: `BARCAST_PYTHON=… npx tsx benchmarks/tuning/quality.ts shared|free functions|boosting [seeds [name]]`; boosting also needs
 * BARCAST_PRICES, a CSV file of daily bars, and BARCAST_SKLEARN_PYTHON. `shared`: both sides draw from the same random numbers, so that only the algorithms differ; `free`: each from its own, but for the first ten
 * points. The bound is the one-sided 95 % upper bound of the mean difference (Student), as a share of Optuna's mean regret. The regret of a booster is taken from the best value of all runs.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { studentTail } from 'barcast/core'
import { createStudy, type ParamValues, suggestFrom, type Trial, tpe } from 'barcast/tuning'
import { boostingTasks } from './boosting-tasks.js'
import { TEST_FUNCTIONS } from './functions.js'

const TRIALS = 100
const [mode = 'shared', kind = 'functions', seeds = '24', only = ''] = process.argv.slice(2)
const { BARCAST_PYTHON = 'python3', BARCAST_SKLEARN_PYTHON = BARCAST_PYTHON, BARCAST_PRICES = '' } = process.env
const peer = spawn(BARCAST_PYTHON, ['-W', 'ignore', join(import.meta.dirname, 'quality.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<string> => String((await answers.next()).value)

interface Task {
  readonly name: string
  readonly request: object
  /** Value of a trial. */
  readonly run: (trial: Trial) => number | Promise<number>
  /** What is asked for by the peer. */
  readonly evaluate?: (params: ParamValues) => Promise<number>
  readonly regretOf: (value: number, params: ParamValues) => number
}

const functions = (): Task[] =>
  TEST_FUNCTIONS.map(({ name, objective, minimum, truth }) => ({
    name,
    request: { function: name },
    run: objective,
    regretOf: (value, params) => (truth === undefined ? value : truth(params)) - minimum,
  }))

const boosters = (): Task[] =>
  boostingTasks(BARCAST_SKLEARN_PYTHON, BARCAST_PRICES).map(({ name, space, evaluate }) => ({
    name,
    request: { space },
    run: (trial) => evaluate(suggestFrom(trial, space)),
    evaluate,
    regretOf: (value) => value,
  }))

async function ours({ run, regretOf }: Task, seed: number): Promise<{ regret: number; first: ParamValues[] }> {
  const study = createStudy({ sampler: tpe(), seed })
  // Sums in another order are not to be told apart by their last digits: of equal values the first is better, on both sides.
  await study.optimize(async (trial) => Number((await run(trial)).toPrecision(12)), { trials: TRIALS })
  return { regret: regretOf(study.bestValue, study.bestParams), first: study.trials.slice(0, 10).map(({ params }) => params) }
}

async function theirs({ request, evaluate }: Task, seed: number, first: ParamValues[]): Promise<number> {
  const shared = mode === 'shared'
  peer.stdin.write(`${JSON.stringify({ ...request, seed, trials: TRIALS, shared, ...(shared ? {} : { first }) })}\n`)
  for (;;) {
    const said: unknown = JSON.parse(await answer())
    if (typeof said === 'number') return said
    peer.stdin.write(`${await evaluate!((said as { ask: ParamValues }).ask)}\n`)
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** t with so little probability above it. */
function studentQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, 100]
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2
    if (studentTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return low
}

console.log(`Optuna ${await answer()}, ${mode} random numbers, ${seeds} seeds, ${TRIALS} trials`)
for (const task of kind === 'functions' ? functions() : boosters()) {
  if (only !== '' && task.name !== only) continue
  const a: number[] = []
  const b: number[] = []
  for (let seed = 0; seed < Number(seeds); seed++) {
    const { regret, first } = await ours(task, seed)
    a.push(regret)
    b.push(await theirs(task, seed, first))
  }
  const base = kind === 'functions' ? 0 : Math.min(...a, ...b)
  const differences = a.map((value, k) => value - b[k]!)
  const mean = meanOf(differences)
  const deviation = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (differences.length - 1))
  const bound = mean + (studentQuantile(0.05, differences.length - 1) * deviation) / Math.sqrt(differences.length)
  const regret = meanOf(b) - base
  const equal = differences.filter((d, k) => Math.abs(d) <= 1e-6 * Math.max(1e-9, b[k]! - base)).length
  console.log(
    `| ${task.name} | ${(meanOf(a) - base).toPrecision(4)} | ${regret.toPrecision(4)} | ${((100 * mean) / regret).toFixed(2)} % | ${((100 * bound) / regret).toFixed(2)} % | ${equal} |`,
  )
}
peer.stdin.end()
