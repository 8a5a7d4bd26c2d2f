/*
 * Whether packed training costs accuracy: the loss on unseen rows beside LightGBM's default, on 20 data sets whose seeds (1 … 20) were fixed
 * before the first run. Prints the differences, and the one-sided 95 % upper bound of their mean as a share of LightGBM's loss, which is to
 * be at most 0.2 %.
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/boosting/packed-loss.ts [rows = 20000] [columns = 20] [classes = 2]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BoosterParams, trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

const [rows = 20_000, columns = 20, classes = 2] = process.argv.slice(2).map(Number)
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1)
/** 0.95 quantile of Student's t with 19 degrees of freedom. */
const T_95 = 1.729
const ROUNDS = 100
const UNSEEN_ROWS = rows

function makeData(seed: number) {
  const random = createRandom(seed)
  const all = rows + UNSEEN_ROWS
  const data = Float64Array.from({ length: all * columns }, () => random.normal())
  const x = Array.from({ length: columns }, (_, j) => data.subarray(j * all, (j + 1) * all))
  const y = Float64Array.from({ length: all }, (_, i) => {
    const latent = x[0]![i]! + 0.5 * x[1]![i]! * x[2]![i]! + Math.max(0, x[3]![i]!) + random.normal()
    return classes === 2 ? Number(latent > 0) : Math.min(classes - 1, Math.max(0, Math.floor(latent + classes / 2)))
  })
  return { data, x, y }
}

function lossOf(p: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let i = 0; i < y.length; i++) {
    const ofLabel = classes > 2 ? p[i * classes + y[i]!]! : y[i]! > 0 ? p[i]! : 1 - p[i]!
    sum -= Math.log(Math.max(ofLabel, 1e-15))
  }
  return sum / y.length
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-loss-'))
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', [fileURLToPath(new URL('train_peer.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const params: BoosterParams = classes === 2 ? { objective: 'binary' } : { objective: 'multiclass', num_class: classes }

const differences: number[] = []
let theirSum = 0
console.log(`${rows} × ${columns}, ${classes} classes, ${ROUNDS} rounds, ${UNSEEN_ROWS} unseen rows\n`)
console.log('| seed | packed | LightGBM | difference |\n| --- | --- | --- | --- |')
for (const seed of SEEDS) {
  const { data, x, y } = makeData(seed)
  const files = { x: join(folder, `x${seed}`), y: join(folder, `y${seed}`) }
  writeFileSync(files.x, new Uint8Array(data.buffer))
  writeFileSync(files.y, new Uint8Array(y.buffer))
  const seen = x.map((column) => column.subarray(0, rows))
  const booster = await trainBooster({ x: seen, y: y.subarray(0, rows), params, rounds: ROUNDS })
  const ours = lossOf(booster.predict(x.map((column) => column.subarray(rows))), y.subarray(rows))
  peer.stdin.write(`${JSON.stringify({ library: 'lightgbm', ...files, rows, columns, params, rounds: ROUNDS, categorical: [] })}\n`)
  const { value } = await answers.next()
  const theirs = (JSON.parse(value as string) as { loss: number }).loss
  differences.push(ours - theirs)
  theirSum += theirs
  console.log(`| ${seed} | ${ours.toFixed(6)} | ${theirs.toFixed(6)} | ${(ours - theirs).toFixed(6)} |`)
}
peer.stdin.end()
rmSync(folder, { recursive: true })

const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1)
const bound = mean + T_95 * Math.sqrt(variance / differences.length)
const share = (100 * bound) / (theirSum / differences.length)
console.log(`\nmean difference ${mean.toExponential(2)}, upper bound ${bound.toExponential(2)}: ${share.toFixed(4)} % of LightGBM's loss`)
if (share > 0.2) process.exitCode = 1
