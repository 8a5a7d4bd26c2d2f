/*
 * Tuning a LightGBM model by cross-validation: barcast's pipeline and Optuna 5 with LightGBM 4.7, with the same rows, folds, space and metric, each in a process of its own with as many
 * threads, one after the other in every round. Prints each round's seconds, the median of the ratios of a round, and the best scores, which say that both did the same work.
 *
 *   npx tsx benchmarks/training/tuning-run.ts <python with optuna and lightgbm> [trials=100] [rounds=3] [threads=2]
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFrame, createRandom } from 'barcast/core'
import { createModelManager } from 'barcast/models'
import { createTrainingPipeline, DEFAULT_SPACES } from 'barcast/training'

const ROWS = 5000
const FEATURES = 50
const FOLDS = 5
const ROUNDS_OF_BOOSTING = 100

/** Three classes that follow ten of fifty columns and two products, with as much noise as signal. */
function makeData(): { columns: Float64Array[]; y: Int32Array } {
  const random = createRandom(7)
  const columns = Array.from({ length: FEATURES }, () => Float64Array.from({ length: ROWS }, () => random.normal()))
  const y = Int32Array.from({ length: ROWS }, (_, row) => {
    const at = (k: number): number => columns[k]![row]!
    let score = at(0) * at(1) + at(2) * at(3) + 2 * random.normal()
    for (let k = 0; k < 10; k++) score += at(k) / (k + 2)
    return score > 1 ? 2 : score < -1 ? 0 : 1
  })
  return { columns, y }
}

const [python, trials = 100, rounds = 3, threads = 2] = [process.argv[2], ...process.argv.slice(3).map(Number)]
if (python === undefined) throw new Error('give the python that has optuna and lightgbm')

const { columns, y } = makeData()
const X = createFrame({ columns: new Map(columns.map((column, k) => [`f${k}`, column])) })
const params = { num_iterations: ROUNDS_OF_BOOSTING, bagging_freq: 1, num_threads: threads }

async function runHere(seed: number): Promise<{ seconds: number; best: number }> {
  const pipeline = createTrainingPipeline(createModelManager(), { cvFolds: FOLDS, optimizationTrials: trials, score: 'logLoss', seed })
  const startedMs = performance.now()
  const { bestScore } = await pipeline.optimizeHyperparameters(X, y, { modelType: 'lightgbm', params, classes: ['down', 'flat', 'up'] })
  return { seconds: (performance.now() - startedMs) / 1000, best: bestScore }
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-tuning-run-'))
try {
  for (const [k, column] of columns.entries()) writeFileSync(join(folder, `f${k}`), new Uint8Array(column.buffer))
  writeFileSync(join(folder, 'y'), new Uint8Array(y.buffer))
  const task = { folder, rows: ROWS, features: FEATURES, folds: FOLDS, trials, params, space: DEFAULT_SPACES.lightgbm }
  const runPeer = (seed: number): { seconds: number; best: number; versions: string } => {
    const script = join(import.meta.dirname, 'tuning_run_peer.py')
    return JSON.parse(execFileSync(python, [script, JSON.stringify({ ...task, seed })], { encoding: 'utf8' })) as ReturnType<typeof runPeer>
  }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [own, peer] = [await runHere(round), runPeer(round)]
    ratios.push(own.seconds / peer.seconds)
    const told = (noun: string, { seconds, best }: typeof own): string =>
      `${noun} ${seconds.toFixed(1)} s (best log loss ${best.toFixed(4)})`
    console.log(`seed ${round}: ${told('barcast', own)}, ${told(peer.versions, peer)}, ratio ${ratios[round]!.toFixed(3)}`)
  }
  const median = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)]!
  console.log(
    `tuning run: ${trials} trials, ${FOLDS} folds, ${ROWS} x ${FEATURES}, ${threads} threads: median ratio ${median.toFixed(3)} over ${rounds} seeds`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
