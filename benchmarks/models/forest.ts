/*
 * Random forest and logistic regression against scikit-learn on one thread (n_jobs=1), in the same run and by turns: training, and batch
 * prediction of the training rows. Prints medians and ratios (ours / theirs).
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/models/forest.ts [turns = 7]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createFrame, createRandom } from 'barcast/core'
import { createModelManager, type TrainOptions } from 'barcast/models'

const turns = Number(process.argv[2] ?? 7)
const folder = mkdtempSync(join(tmpdir(), 'barcast-models-'))
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', [fileURLToPath(new URL('sklearn_peer.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()

interface Task {
  name: string
  rows: number
  columns: number
  spec: Extract<TrainOptions, { modelType: 'random_forest' | 'logistic_regression' }>
}

const forest = (params: object): Task['spec'] => ({ modelType: 'random_forest', params: { random_state: 0, ...params } })
const limits = { max_depth: 10, min_samples_split: 20 }
const tasks: Task[] = [
  { name: '50 trees, depth 10', rows: 2000, columns: 49, spec: forest({ n_estimators: 50, ...limits }) },
  { name: '50 trees, to the end', rows: 2000, columns: 49, spec: forest({ n_estimators: 50 }) },
  { name: '100 trees, depth 10', rows: 2000, columns: 49, spec: forest({ n_estimators: 100, ...limits }) },
  { name: '50 trees, depth 10', rows: 20_000, columns: 49, spec: forest({ n_estimators: 50, ...limits }) },
  { name: 'regression', rows: 2000, columns: 49, spec: { modelType: 'logistic_regression' } },
  { name: 'regression', rows: 20_000, columns: 49, spec: { modelType: 'logistic_regression' } },
]

function makeData({ rows, columns }: Task) {
  const random = createRandom(7)
  const data = new Float64Array(rows * columns)
  for (let k = 0; k < data.length; k++) data[k] = random.normal()
  const x = Array.from({ length: columns }, (_, j) => data.subarray(j * rows, (j + 1) * rows))
  const y = Int32Array.from({ length: rows }, (_, i) => {
    const latent = x[0]![i]! + 0.5 * x[1]![i]! + random.normal()
    return latent > 0.6 ? 2 : latent < -0.6 ? 0 : 1
  })
  return { data, X: createFrame({ columns: new Map(x.map((column, j) => [`f${j}`, column])) }), y }
}

async function ask(task: object): Promise<number> {
  peer.stdin.write(`${JSON.stringify(task)}\n`)
  const { value } = await answers.next()
  return (JSON.parse(value as string) as { ms: number }).ms
}

async function time<T>(run: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now()
  const result = await run()
  return { ms: performance.now() - start, result }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const bytes = (values: Float64Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

console.log(`Node ${process.version}, ${cpus()[0]?.model}, medians of ${turns} turns, one thread\n`)
console.log('| task | ours ms | scikit-learn ms | ratio | ours per second |\n| --- | --- | --- | --- | --- |')
const manager = createModelManager()
for (const task of tasks) {
  const { rows, columns, spec } = task
  const { data, X, y } = makeData(task)
  const files = { x: join(folder, 'x'), y: join(folder, 'y') }
  writeFileSync(files.x, bytes(data))
  writeFileSync(files.y, bytes(Float64Array.from(y)))
  const [training, predicting] = [0, 1].map(() => ({ ours: [] as number[], theirs: [] as number[] }))
  for (let turn = 0; turn <= turns; turn++) {
    const trained = await time(() => manager.trainModel(X, y, spec))
    const scored = await time(() => trained.result.model.predict(X))
    const theirTraining = await ask({ do: 'train', ...files, rows, columns, modelType: spec.modelType, params: spec.params ?? {} })
    const theirPrediction = await ask({ do: 'predict', ...files, rows, columns })
    if (turn === 0) continue
    // trainModel also scores the training rows once; the forest itself is what is compared.
    training!.ours.push(trained.ms - scored.ms)
    training!.theirs.push(theirTraining)
    predicting!.ours.push(scored.ms)
    predicting!.theirs.push(theirPrediction)
  }
  for (const [verb, { ours, theirs }] of [
    ['train', training!],
    ['predict', predicting!],
  ] as const) {
    const [a, b] = [median(ours), median(theirs)]
    const rate = verb === 'predict' ? Math.round((rows / a) * 1000).toLocaleString('en') : ''
    console.log(`| ${verb} ${task.name}, ${rows} × ${columns} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(a / b).toFixed(2)} | ${rate} |`)
  }
}
peer.stdin.end()
rmSync(folder, { recursive: true })
