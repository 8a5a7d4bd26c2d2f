/*
 * Training against Python lightgbm on as many threads, by turns in the same run, on one matrix: binning and training apart, in both modes, beside
 * LightGBM's default and its quantised gradients; with `others` also XGBoost and scikit-learn. Prints medians, ratios (ours / theirs) of
 * wall time and of processor time (which a busy machine disturbs less), and the losses on unseen rows.
 *
 *   BARCAST_PYTHON=… THREADS=1 npx tsx benchmarks/boosting/train.ts [turns = 5] [tasks, as b100,b20 (all)] [others]
 *
 * With THREADS=2 both train on two threads.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BoosterParams, createDataset, trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

const turns = Number(process.argv[2] ?? 5)
const wanted = process.argv[3]?.split(',')
const withOthers = process.argv[4] === 'others'
const threads = Number(process.env.THREADS ?? 1)
const UNSEEN_ROWS = 20_000

interface Task {
  name: string
  rows: number
  columns: number
  classes: number
  rounds: number
  /** NaN, categories, bagging and feature fraction. */
  trading?: true
}

const tasks: Task[] = [
  { name: 'b100', rows: 100_000, columns: 50, classes: 2, rounds: 100 },
  { name: 'b20', rows: 20_000, columns: 100, classes: 2, rounds: 100 },
  { name: 'm20', rows: 20_000, columns: 100, classes: 5, rounds: 100 },
  { name: 'm100', rows: 100_000, columns: 50, classes: 5, rounds: 100 },
  { name: 'b500', rows: 500_000, columns: 28, classes: 2, rounds: 100 },
  { name: 'b1', rows: 1000, columns: 10, classes: 2, rounds: 100 },
  { name: 'trading', rows: 50_000, columns: 50, classes: 2, rounds: 100, trading: true },
]
const CATEGORICAL = [45, 46, 47, 48, 49]

function makeData({ rows, columns, classes, trading }: Task) {
  const random = createRandom(7)
  const all = rows + UNSEEN_ROWS
  const data = new Float64Array(all * columns)
  for (let k = 0; k < data.length; k++) data[k] = random.normal()
  const x = Array.from({ length: columns }, (_, j) => data.subarray(j * all, (j + 1) * all))
  const y = Float64Array.from({ length: all }, (_, i) => {
    const latent = x[0]![i]! + 0.5 * x[1]![i]! * x[2]![i]! + 0.3 * (x[columns - 1]![i]! > 0 ? 1 : -1) + random.normal()
    return classes === 2 ? Number(latent > 0) : Math.min(classes - 1, Math.max(0, Math.floor(latent + classes / 2)))
  })
  if (trading === true) {
    for (const j of CATEGORICAL)
      for (let i = 0; i < all; i++) x[j]![i] = Math.min(29, Math.floor(Math.abs(x[j]![i]!) * 10) + (x[j]![i]! > 0 ? 0 : 15))
    for (let k = 0; k < CATEGORICAL[0]! * all; k++) if (random.uniform() < 0.1) data[k] = NaN
  }
  return { data, x, y }
}

interface Times {
  wall: number
  processor: number
}
interface Answer {
  binning: Times
  training: Times
  loss: number
}

async function clock<T>(run: () => T | Promise<T>): Promise<[Times, T]> {
  const used = process.cpuUsage()
  const start = performance.now()
  const result = await run()
  const { user, system } = process.cpuUsage(used)
  return [{ wall: performance.now() - start, processor: (user + system) / 1000 }, result]
}

function lossOf(p: Float64Array, y: Float64Array, classes: number): number {
  let sum = 0
  for (let i = 0; i < y.length; i++) {
    const ofLabel = classes > 2 ? p[i * classes + y[i]!]! : y[i]! > 0 ? p[i]! : 1 - p[i]!
    sum -= Math.log(Math.max(ofLabel, 1e-15))
  }
  return sum / y.length
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-boosting-'))
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', [fileURLToPath(new URL('train_peer.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
async function ask(task: object): Promise<Answer> {
  peer.stdin.write(`${JSON.stringify(task)}\n`)
  const { value } = await answers.next()
  return JSON.parse(value as string) as Answer
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

console.log(
  `Node ${process.version}, ${cpus()[0]?.model}, medians of ${turns} turns, ${threads} threads; ms, ratios ours / theirs (wall, processor)\n`,
)
for (const task of tasks) {
  if (wanted !== undefined && !wanted.includes(task.name)) continue
  const { name, rows, classes, rounds, trading } = task
  const { data, x, y } = makeData(task)
  const files = { x: join(folder, `${name}-x`), y: join(folder, `${name}-y`) }
  writeFileSync(files.x, new Uint8Array(data.buffer))
  writeFileSync(files.y, new Uint8Array(y.buffer))
  const sampling = trading === true ? { bagging_fraction: 0.8, bagging_freq: 1, feature_fraction: 0.9 } : {}
  const params: BoosterParams = {
    ...(classes === 2 ? { objective: 'binary' } : { objective: 'multiclass', num_class: classes }),
    ...sampling,
    seed: 1,
    num_threads: threads,
  }
  const categorical = trading === true ? CATEGORICAL : []
  const seen = x.map((column) => column.subarray(0, rows))
  const unseen = x.map((column) => column.subarray(rows))

  const ours = async (mode: 'packed' | 'exact'): Promise<Answer> => {
    const [binning, dataset] = await clock(() => createDataset({ x: seen, params, categorical }))
    const [training, booster] = await clock(() => trainBooster({ x: dataset, y: y.subarray(0, rows), params: { ...params, mode }, rounds }))
    return { binning, training, loss: lossOf(booster.predict(unseen), y.subarray(rows), classes) }
  }
  const theirs = (library: string, more: object = {}): Promise<Answer> =>
    ask({ library, ...files, rows, columns: task.columns, params: { ...params, ...more }, rounds, categorical })
  const engines: Record<string, () => Promise<Answer>> = {
    packed: () => ours('packed'),
    LightGBM: () => theirs('lightgbm'),
    exact: () => ours('exact'),
    // LightGBM 4.7 aborts on quantised gradients with categories.
    ...(trading === true ? {} : { quantised: () => theirs('lightgbm', { use_quantized_grad: true }) }),
    ...(withOthers && trading !== true ? { XGBoost: () => theirs('xgboost'), 'scikit-learn': () => theirs('scikit-learn') } : {}),
  }
  const runs = new Map<string, Answer[]>(Object.keys(engines).map((engine) => [engine, []]))
  for (let turn = 0; turn < turns; turn++) for (const [engine, run] of Object.entries(engines)) runs.get(engine)!.push(await run())

  const of = (engine: string, read: (answer: Answer) => number): number => median(runs.get(engine)!.map(read))
  const ratio = (a: string, b: string, part: 'binning' | 'training'): string =>
    (['wall', 'processor'] as const)
      .map((time) => (of(a, (run) => run[part][time]) / of(b, (run) => run[part][time])).toFixed(2))
      .join(', ')
  console.log(
    `## ${name}: ${rows} × ${task.columns}, ${classes} classes, ${rounds} rounds${trading === true ? ', 10 % NaN, 5 categorical, bagging, feature fraction' : ''}\n`,
  )
  console.log('| engine | binning | training, wall | training, processor | loss on unseen rows |\n| --- | --- | --- | --- | --- |')
  for (const engine of runs.keys()) {
    const ms = [of(engine, (run) => run.binning.wall), of(engine, (run) => run.training.wall), of(engine, (run) => run.training.processor)]
    console.log(`| ${engine} | ${ms.map((value) => value.toFixed(0)).join(' | ')} | ${of(engine, (run) => run.loss).toFixed(5)} |`)
  }
  console.log(`\npacked / LightGBM ${ratio('packed', 'LightGBM', 'training')}; exact / LightGBM ${ratio('exact', 'LightGBM', 'training')}`)
  console.log(`binning / LightGBM ${ratio('packed', 'LightGBM', 'binning')}`)
  for (const other of ['quantised', 'XGBoost', 'scikit-learn'])
    if (runs.has(other)) console.log(`packed / ${other} ${ratio('packed', other, 'training')}`)
  console.log()
}
peer.stdin.end()
rmSync(folder, { recursive: true })
