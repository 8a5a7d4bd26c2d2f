/*
 * A wide set of features: a whole history beside pandas and TA-Lib, one new bar, what a live stream holds in memory, a thousand symbols. Needs a Python with pandas and TA-Lib:
 * `BARCAST_PYTHON=… node --expose-gc --import tsx benchmarks/indicators/columns.ts`.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Bar, barAt } from 'barcast/core'
import { createGraphStream, type Graph, runGraph } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import * as candlestick from '../../src/indicators/candlestick/index.js'
import { graphOf, wideSet } from './wide-set.js'

const ROWS = 10_000
const ROUNDS = Number(process.env.ROUNDS ?? 7)
const SYMBOLS = 1000
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

const { columns, absent } = wideSet(Object.keys(candlestick))
const graph = graphOf(columns)
const history = simulateBars({ seed: 4, length: ROWS })
const bars = Array.from({ length: ROWS }, (_, i) => barAt(history, i))

function timeHistory(): number {
  const start = performance.now()
  runGraph(graph, history)
  return performance.now() - start
}

async function beside(folder: string): Promise<void> {
  const python = spawn(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'columns.py')]) as ChildProcessWithoutNullStreams
  python.stderr.pipe(process.stderr)
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => JSON.parse(String((await answers.next()).value))
  const file = join(folder, 'bars.bin')
  const values = new Float64Array(5 * ROWS)
  ;[history.open, history.high, history.low, history.close, history.volume].forEach((column, k) => {
    values.set(column, k * ROWS)
  })
  writeFileSync(file, values)
  python.stdin.write(`${JSON.stringify(columns.map(({ peer }) => peer).filter(([, name]) => name !== ''))}\n`)
  console.log('versions', await answer())
  const first = timeHistory()
  for (let k = 0; k < 12; k++) timeHistory()
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(median([timeHistory(), timeHistory(), timeHistory()]))
    python.stdin.write(`${JSON.stringify({ file, rows: ROWS, repeats: 3 })}\n`)
    theirs.push((await answer()) as number)
  }
  python.stdin.end()
  const ratio = median(ours) / median(theirs)
  console.log(
    `${columns.length} columns, ${ROWS} bars: ours ${median(ours).toFixed(1)} ms (first run ${first.toFixed(0)}), pandas and TA-Lib ${median(theirs).toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
  )
}

/** Median over rounds of the microseconds that one new bar takes. */
function timeLive(live: Graph, rows: readonly Bar[]): number {
  const out = new Float64Array(live.outputs.length)
  const times: number[] = []
  for (let round = 0; round < ROUNDS + 3; round++) {
    const stream = createGraphStream(live)
    const half = rows.length >> 1
    for (let i = 0; i < half; i++) stream.next(rows[i]!, out)
    const start = performance.now()
    for (let i = half; i < rows.length; i++) stream.next(rows[i]!, out)
    if (round >= 3) times.push(((performance.now() - start) * 1e3) / (rows.length - half))
  }
  return median(times)
}

function timeSymbols(): void {
  const out = new Float64Array(graph.outputs.length)
  const used = (): number => {
    globalThis.gc?.()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const start = performance.now()
  const streams = Array.from({ length: SYMBOLS }, () => createGraphStream(graph))
  const made = performance.now() - start
  for (let i = 0; i < 150; i++) for (const stream of streams) stream.next(bars[i]!, out)
  const held = (used() - before) / SYMBOLS
  const times = Array.from({ length: 15 }, (_, k) => {
    const begin = performance.now()
    for (const stream of streams) stream.next(bars[150 + k]!, out)
    return performance.now() - begin
  })
  console.log(
    `${SYMBOLS} symbols: ${median(times).toFixed(1)} ms for one new bar each, made in ${made.toFixed(0)} ms, ${(held / 1024).toFixed(0)} kB each`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-columns-'))
try {
  console.log(`${cpus()[0]!.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; Node ${process.version}`)
  if (absent.length > 0) console.log('not registered:', absent.join(', '))
  await beside(folder)
  console.log(`one new bar through ${graph.outputs.length} columns of ${graph.nodes.length} nodes: ${timeLive(graph, bars).toFixed(1)} µs`)
  timeSymbols()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
