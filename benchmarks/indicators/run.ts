/*
 * The forty commonest indicators over a whole history, what a user calls (output allocated), against TA-Lib's C through Python, interleaved in one run. Prints medians and
 * ratios. Needs a Python with TA-Lib: `BARCAST_PYTHON=… npx tsx benchmarks/indicators/run.ts`. Names after it choose some of the forty.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Bars } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import { absent, compute, rivals } from './forty.js'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const REPEATS = 7
const chosen = process.argv.length > 2 ? rivals.filter(({ indicator }) => process.argv.includes(indicator)) : rivals
const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

const python = spawn(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'peer.py')]) as ChildProcessWithoutNullStreams
python.stderr.pipe(process.stderr)
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<unknown> => JSON.parse(String((await answers.next()).value))

function timeOurs(bars: Bars, repeats: number): number[] {
  const times: number[][] = chosen.map(() => [])
  for (let k = 0; k < repeats; k++) {
    chosen.forEach((one, j) => {
      const start = performance.now()
      compute(one, bars)
      times[j]!.push(((performance.now() - start) * 1e6) / bars.length)
    })
  }
  return times.map(median)
}

async function batch(rows: number, folder: string): Promise<void> {
  const bars = simulateBars({ seed: 3, length: rows })
  const file = join(folder, `${rows}.bin`)
  const columns = new Float64Array(5 * rows)
  ;[bars.open, bars.high, bars.low, bars.close, bars.volume].forEach((column, k) => {
    columns.set(column, k * rows)
  })
  writeFileSync(file, columns)
  timeOurs(bars, Math.ceil(3e6 / rows))
  const ours: number[][] = []
  const theirs: number[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(timeOurs(bars, REPEATS))
    python.stdin.write(`${JSON.stringify({ file, rows, repeats: REPEATS })}\n`)
    theirs.push((await answer()) as number[])
  }
  console.log(`\n${rows} bars, ns per bar     ours   TA-Lib   ratio`)
  const ratios = chosen.map(({ indicator }, j) => {
    const mine = median(ours.map((times) => times[j]!))
    const peer = median(theirs.map((times) => times[j]!))
    console.log(
      `${indicator.padEnd(24)} ${mine.toFixed(2).padStart(7)} ${peer.toFixed(2).padStart(8)} ${(mine / peer).toFixed(2).padStart(7)}`,
    )
    return mine / peer
  })
  console.log(`median of ${ratios.length}: ${median(ratios).toFixed(2)}, largest ${Math.max(...ratios).toFixed(2)}`)
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-bench-'))
try {
  python.stdin.write(`${JSON.stringify(chosen.map(({ talib }) => talib))}\n`)
  console.log(`${cpus()[0]!.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; Node ${process.version};`, await answer())
  if (absent.length > 0) console.log('not registered yet:', absent.join(', '))
  // The longer history first: both heaps have then grown, and an output is no longer made of pages fresh from the system.
  await batch(1_000_000, folder)
  await batch(100_000, folder)
} finally {
  python.stdin.end()
  rmSync(folder, { recursive: true, force: true })
}
