/*
 * The plain TypeScript engine against Python lightgbm on one thread, in the same run and by turns: binning, training and batch prediction
 * on one matrix. Prints medians and ratios (ours / theirs).
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/boosting/train.ts [turns = 7]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Booster, type BoosterParams, trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

const turns = Number(process.argv[2] ?? 7)
const folder = mkdtempSync(join(tmpdir(), 'barcast-boosting-'))
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', [fileURLToPath(new URL('lightgbm_peer.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()

interface Task {
  name: string
  rows: number
  columns: number
  classes: number
  rounds: number
}

const tasks: Task[] = [
  { name: 'binary', rows: 5000, columns: 60, classes: 2, rounds: 100 },
  { name: '3 classes', rows: 5000, columns: 60, classes: 3, rounds: 100 },
  { name: 'binary', rows: 1000, columns: 60, classes: 2, rounds: 100 },
  { name: 'binary', rows: 50_000, columns: 20, classes: 2, rounds: 50 },
]

function makeData({ rows, columns, classes }: Task) {
  const random = createRandom(7)
  const data = new Float64Array(rows * columns)
  for (let k = 0; k < data.length; k++) data[k] = random.normal()
  const x = Array.from({ length: columns }, (_, j) => data.subarray(j * rows, (j + 1) * rows))
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const latent = x[0]![i]! + 0.5 * x[1]![i]! * x[2]![i]! + random.normal()
    return classes === 2 ? Number(latent > 0) : Math.min(classes - 1, Math.max(0, Math.floor(latent + 1.5)))
  })
  return { data, x, y }
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

function report(label: string, ours: number[], theirs: number[]): void {
  const [a, b] = [median(ours), median(theirs)]
  console.log(`| ${label} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(a / b).toFixed(2)} |`)
}

console.log(`Node ${process.version}, ${cpus()[0]?.model}, medians of ${turns} turns, one thread\n`)
console.log('| task | ours ms | LightGBM ms | ratio |\n| --- | --- | --- | --- |')
for (const task of tasks) {
  const { data, x, y } = makeData(task)
  const files = { x: join(folder, 'x'), y: join(folder, 'y') }
  writeFileSync(files.x, bytes(data))
  writeFileSync(files.y, bytes(y))
  const params: BoosterParams = task.classes === 2 ? { objective: 'binary' } : { objective: 'multiclass', num_class: task.classes }
  const times = { train: [[], []] as [number[], number[]], predict: [[], []] as [number[], number[]] }
  for (let turn = 0; turn <= turns; turn++) {
    const trained = await time<Booster>(() => trainBooster({ x, y, params, rounds: task.rounds }))
    const theirTraining = await ask({ do: 'train', ...files, rows: task.rows, columns: task.columns, params, rounds: task.rounds })
    const predicted = await time(() => trained.result.predict(x))
    const theirPrediction = await ask({ do: 'predict', ...files, rows: task.rows, columns: task.columns })
    if (turn === 0) continue
    times.train[0].push(trained.ms)
    times.train[1].push(theirTraining)
    times.predict[0].push(predicted.ms)
    times.predict[1].push(theirPrediction)
  }
  const size = `${task.name}, ${task.rows} × ${task.columns}, ${task.rounds} rounds`
  report(`train ${size}`, ...times.train)
  report(`predict ${size}`, ...times.predict)
}
peer.stdin.end()
rmSync(folder, { recursive: true })
