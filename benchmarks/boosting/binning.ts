/*
 * Binning a float64 matrix against Python lightgbm's Dataset.construct on one thread, in the same run and by turns. Prints medians and
 * ratios (ours / theirs) of wall time and of processor time, which a busy machine disturbs less.
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/boosting/binning.ts [turns = 7]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createDataset } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

interface Times {
  wall: number
  processor: number
}

const turns = Number(process.argv[2] ?? 7)
const folder = mkdtempSync(join(tmpdir(), 'barcast-binning-'))
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', [fileURLToPath(new URL('binning_peer.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()

async function ask(task: object): Promise<Times> {
  peer.stdin.write(`${JSON.stringify(task)}\n`)
  const { value } = await answers.next()
  return JSON.parse(value as string) as Times
}

async function time(run: () => Promise<unknown>): Promise<Times> {
  const start = performance.now()
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return { wall: performance.now() - start, processor: (user + system) / 1000 }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const random = createRandom(7)
const kinds: Record<string, () => number> = {
  'bell-shaped': () => random.normal(),
  'prices, 10 % missing': () => (random.uniform() < 0.1 ? NaN : Math.round(16_000 + 1200 * random.normal()) / 4),
}

console.log(`Node ${process.version}, ${cpus()[0]?.model}, medians of ${turns} turns after one, one thread\n`)
console.log('| task | ours ms | LightGBM ms | ratio | of processor time |\n| --- | --- | --- | --- | --- |')
for (const [rows, columns, kind] of [
  [100_000, 50, 'bell-shaped'],
  [20_000, 100, 'bell-shaped'],
  [500_000, 28, 'bell-shaped'],
  [100_000, 50, 'prices, 10 % missing'],
] as const) {
  const data = Float64Array.from({ length: rows * columns }, kinds[kind]!)
  const x = Array.from({ length: columns }, (_, j) => data.subarray(j * rows, (j + 1) * rows))
  const file = join(folder, `${rows}-${kind}`)
  writeFileSync(file, data)
  const ours: Times[] = []
  const theirs: Times[] = []
  for (let turn = 0; turn <= turns; turn++) {
    ours.push(await time(() => createDataset({ x })))
    theirs.push(await ask({ x: file, rows, columns }))
  }
  const of = (times: Times[], key: keyof Times): number => median(times.slice(1).map((entry) => entry[key]))
  const cells = [of(ours, 'wall').toFixed(0), of(theirs, 'wall').toFixed(0), (of(ours, 'wall') / of(theirs, 'wall')).toFixed(2)]
  const share = (of(ours, 'processor') / of(theirs, 'processor')).toFixed(2)
  console.log(`| ${rows} × ${columns}, ${kind} | ${cells.join(' | ')} | ${share} |`)
}
peer.stdin.end()
rmSync(folder, { recursive: true })
