/*
 * Processor time of one more trial of ten parameters after so many others, in memory, ours beside Optuna's, interleaved, medians:
 * `BARCAST_PYTHON=… npx tsx benchmarks/tuning/overhead.ts`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRandom } from 'barcast/core'
import { createMemoryStudyStore } from 'barcast/memory'
import { createStudy, random, type SearchSpace, type Trial, tpe } from 'barcast/tuning'

const TRIALS = 20
const ROUNDS = 5
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', ['-W', 'ignore', join(import.meta.dirname, 'overhead_peer.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<string> => String((await answers.next()).value)
const names = Array.from({ length: 10 }, (_, i) => `x${i}`)
const space: SearchSpace = Object.fromEntries(names.map((name) => [name, { type: 'float', low: -5, high: 5 }]))

function objective(trial: Trial): number {
  return names.reduce((sum, name) => sum + (trial.suggestFloat(name, -5, 5) - 1.3) ** 2, 0)
}

async function ours(sampler: string, before: number, seed: number, stored: boolean): Promise<number> {
  const storage = stored ? { storage: createMemoryStudyStore() } : {}
  const study = createStudy({ direction: 'minimize', sampler: sampler === 'random' ? random() : tpe(), seed, ...storage })
  const draws = createRandom(seed)
  for (let k = 0; k < before; k++) {
    const params = Object.fromEntries(names.map((name) => [name, draws.uniform() * 10 - 5]))
    const value = names.reduce((sum, name) => sum + (params[name]! - 1.3) ** 2, 0)
    study.addTrial({ state: 'complete', params, space, values: [value], startedMs: 0, finishedMs: 0 })
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
for (const sampler of ['random', 'tpe']) {
  for (const before of [100, 1000]) {
    const times: { ours: number[]; stored: number[]; theirs: number[] } = { ours: [], stored: [], theirs: [] }
    await ours(sampler, before, 99, true)
    for (let seed = 0; seed < ROUNDS; seed++) {
      times.ours.push(await ours(sampler, before, seed, false))
      peer.stdin.write(`${sampler} ${before}\n`)
      times.theirs.push(Number(await answer()))
      times.stored.push(await ours(sampler, before, seed, true))
    }
    const [a, s, b] = [median(times.ours), median(times.stored), median(times.theirs)]
    const ms = (seconds: number): string => `${(seconds * 1e3).toFixed(3)} ms`
    console.log(
      `${sampler}, trial ${before}: ${ms(a)} (in a memory storage ${ms(s)}), Optuna ${ms(b)}, ratio ${(a / b).toFixed(3)} (${(s / b).toFixed(3)})`,
    )
  }
}
peer.stdin.end()
