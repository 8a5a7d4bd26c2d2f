/*
 * Processor time of one more trial of ten parameters by Gaussian process after so many others, ours beside Optuna's, interleaved, medians:
 * `BARCAST_PYTHON=… npx tsx benchmarks/tuning/gp-speed.ts`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRandom } from 'barcast/core'
import { createStudy, gaussianProcess, type SearchSpace, type Trial } from 'barcast/tuning'

const TRIALS = 5
const ROUNDS = 3
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', ['-W', 'ignore', join(import.meta.dirname, 'gp_speed_peer.py')], {
  env: { ...process.env, OMP_NUM_THREADS: '1' },
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<string> => String((await answers.next()).value)
const names = Array.from({ length: 10 }, (_, i) => `x${i}`)
const space: SearchSpace = Object.fromEntries(names.map((name) => [name, { type: 'float', low: -5, high: 5 }]))
const lossOf = (params: readonly number[]): number => params.reduce((sum, x) => sum + (x - 1.3) ** 2, 0)
const objective = (trial: Trial): number => lossOf(names.map((name) => trial.suggestFloat(name, -5, 5)))

async function ours(before: number, seed: number): Promise<number> {
  const study = createStudy({ direction: 'minimize', sampler: gaussianProcess(), seed })
  const draws = createRandom(seed)
  for (let k = 0; k < before; k++) {
    const point = names.map(() => draws.uniform() * 10 - 5)
    const params = Object.fromEntries(names.map((name, i) => [name, point[i]!]))
    study.addTrial({ state: 'complete', params, space, values: [lossOf(point)], startedMs: 0, finishedMs: 0 })
  }
  const start = process.cpuUsage()
  await study.optimize(objective, { trials: TRIALS })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6 / TRIALS
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

console.log(`Optuna ${await answer()}`)
for (const before of [50, 100, 300]) {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  await ours(before, 99)
  for (let seed = 0; seed < ROUNDS; seed++) {
    times.ours.push(await ours(before, seed))
    peer.stdin.write(`${before}\n`)
    times.theirs.push(Number(await answer()))
  }
  const [a, b] = [median(times.ours), median(times.theirs)]
  console.log(`trial ${before}: ${(a * 1e3).toFixed(0)} ms, Optuna ${(b * 1e3).toFixed(0)} ms, ratio ${(a / b).toFixed(2)}`)
}
peer.stdin.end()
