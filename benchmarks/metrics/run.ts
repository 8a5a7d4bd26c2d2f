/*
 * All metrics of a 20-year daily series beside quantstats' full table in the same run, 10,000 simulated paths of 252 bars by each method,
 * and rolling figures of a million rows. Medians.
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/metrics/run.ts [rounds = 15]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../../src/core/index.js'
import { monteCarlo, returnMetrics, rollingSharpe, sharpeRatio } from '../../src/metrics/index.js'

const rounds = Number(process.argv[2] ?? 15)
const random = createRandom(20)
const daily = Float64Array.from({ length: 5040 }, () => 0.0003 + 0.011 * random.normal())
const year = { periodsPerYear: 252 }

function median(work: () => unknown): number {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    work()
    took.push(performance.now() - started)
  }
  return took.toSorted((a, b) => a - b)[rounds >> 1]!
}

const first = performance.now()
returnMetrics(daily, year)
console.log(`returnMetrics of ${daily.length} rows, first call: ${(performance.now() - first).toFixed(2)} ms`)
const all = median(() => returnMetrics(daily, year))
console.log(`returnMetrics of ${daily.length} rows: ${all.toFixed(2)} ms, ${Object.keys(returnMetrics(daily, year)).length} metrics`)
console.log(`sharpeRatio alone: ${(median(() => sharpeRatio(daily, year)) * 1e3).toFixed(0)} µs`)
for (const method of ['stationaryBootstrap', 'tradeShuffle', 'parametric'] as const) {
  const took = median(() => monteCarlo({ returns: daily, method, horizonSteps: 252, paths: 10_000, seed: 1 }))
  console.log(`monteCarlo ${method}, 10,000 × 252: ${took.toFixed(0)} ms`)
}
const long = Float64Array.from({ length: 1_000_000 }, () => 0.001 * random.normal())
console.log(
  `rollingSharpe of a million rows, window 1,000: ${median(() => rollingSharpe(long, { ...year, windowBars: 1000 })).toFixed(0)} ms`,
)

const file = join(mkdtempSync(join(tmpdir(), 'barcast-')), 'returns.json')
writeFileSync(file, JSON.stringify(Array.from(daily)))
const script = fileURLToPath(new URL('peer.py', import.meta.url))
const peer = spawnSync(process.env.BARCAST_PYTHON ?? 'python3', [script, file, String(Math.min(rounds, 7))], { encoding: 'utf8' })
if (peer.status !== 0) console.log(`peer: ${peer.stderr}`)
else {
  const found = JSON.parse(peer.stdout.trim().split('\n').at(-1)!) as { milliseconds: number; quantstats: string }
  const ratio = (all / found.milliseconds).toFixed(4)
  console.log(`quantstats ${found.quantstats} reports.metrics(mode='full'): ${found.milliseconds.toFixed(0)} ms; ratio ${ratio}`)
}
