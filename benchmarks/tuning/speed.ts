/*
 * Processor time of one study of sphere5, ours beside Optuna's, interleaved, medians: `BARCAST_PYTHON=… npx tsx benchmarks/tuning/speed.ts`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createStudy, tpe } from 'barcast/tuning'
import { FUNCTIONS } from './functions.js'

const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', ['-W', 'ignore', join(import.meta.dirname, 'optuna_peer.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<string> => String((await answers.next()).value)

function ours(trials: number, seed: number, multivariate: boolean): number {
  const study = createStudy({ direction: 'minimize', sampler: tpe({ multivariate }), seed })
  const before = process.cpuUsage()
  for (let k = 0; k < trials; k++) {
    const trial = study.ask()
    study.tell(trial, FUNCTIONS.sphere5!(trial))
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

const version = await answer()
const multivariate = !version.startsWith('4.')
console.log(`Optuna ${version}, ${multivariate ? 'parameters together' : 'each parameter by itself'}`)
for (const trials of [50, 200, 500]) {
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  ours(trials, 99, multivariate)
  for (let seed = 0; seed < 5; seed++) {
    times.ours.push(ours(trials, seed, multivariate))
    peer.stdin.write(`${trials}\n`)
    times.theirs.push(Number(await answer()))
  }
  const [a, b] = [median(times.ours), median(times.theirs)]
  console.log(`${trials} trials: ${a.toFixed(3)} s, Optuna ${b.toFixed(3)} s, ratio ${(a / b).toFixed(2)}`)
}
peer.stdin.end()
