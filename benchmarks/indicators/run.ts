/*
 * The first twelve indicators against TA-Lib's C through Python, interleaved in one run; then streaming updates. Prints medians and ratios.
 * Needs a Python with TA-Lib: `BARCAST_PYTHON=… npx tsx benchmarks/indicators/run.ts`.
 */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Bar, type Bars, barAt } from 'barcast/core'
import {
  adx,
  atr,
  bollinger,
  createGraph,
  createGraphStream,
  ema,
  indicators,
  macd,
  obv,
  roc,
  rollingStd,
  rsi,
  sma,
  stochastic,
  wma,
} from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const twelve = { sma, ema, wma, rsi, macd, atr, bollinger, stochastic, adx, obv, rollingStd, roc }
type Name = keyof typeof twelve
const names = Object.keys(twelve) as Name[]
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const python = spawn(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'peer.py')]) as ChildProcessWithoutNullStreams
python.stderr.pipe(process.stderr)
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<Record<string, unknown>> => JSON.parse(String((await answers.next()).value)) as Record<string, unknown>

function timeOurs(bars: Bars, repeats: number): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let k = 0; k < repeats; k++) {
    for (const name of names) {
      const start = performance.now()
      twelve[name](bars)
      times[name]!.push(((performance.now() - start) * 1e6) / bars.length)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name]!)]))
}

async function batch(rows: number, folder: string): Promise<void> {
  const bars = simulateBars({ seed: 3, length: rows })
  const file = join(folder, `${rows}.bin`)
  const columns = new Float64Array(5 * rows)
  ;[bars.open, bars.high, bars.low, bars.close, bars.volume].forEach((column, k) => {
    columns.set(column, k * rows)
  })
  writeFileSync(file, columns)
  timeOurs(bars, 10)
  const ours: Record<string, number>[] = []
  const theirs: Record<string, number>[] = []
  for (let round = 0; round < 5; round++) {
    ours.push(timeOurs(bars, 7))
    python.stdin.write(`${JSON.stringify({ file, rows, repeats: 7 })}\n`)
    theirs.push((await answer()) as Record<string, number>)
  }
  console.log(`\n${rows} bars, ns per bar   ours   TA-Lib   ratio`)
  const ratios = names.map((name) => {
    const mine = median(ours.map((times) => times[name]!))
    const peer = median(theirs.map((times) => times[name]!))
    console.log(`${name.padEnd(14)} ${mine.toFixed(2).padStart(10)} ${peer.toFixed(2).padStart(8)} ${(mine / peer).toFixed(2).padStart(7)}`)
    return mine / peer
  })
  console.log(`median ratio ${median(ratios).toFixed(2)}, largest ${Math.max(...ratios).toFixed(2)}`)
}

function streaming(): void {
  console.log('\nstreaming, each alone in a process, ns per update')
  const all = names.map((name) => {
    const printed = execFileSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'streaming.ts'), name], {
      encoding: 'utf8',
    })
    console.log(`${name.padEnd(14)} ${Number(printed).toFixed(1).padStart(8)}`)
    return Number(printed)
  })
  console.log(`median ${median(all).toFixed(1)}`)
}

function engine(bars: readonly Bar[]): void {
  const graph = createGraph()
  for (let k = 0; graph.outputs.length < 300; k++) {
    for (const name of names) {
      if (graph.outputs.length >= 300) break
      const { definition } = indicators[name]
      const own: Record<string, number> =
        name === 'macd' ? { slowPeriod: 26 + k } : name === 'stochastic' ? { kPeriod: 5 + k } : name === 'obv' ? {} : { period: 5 + k }
      graph.output(`${name}_${k}`, graph.node(definition as never, own)[0]!)
    }
  }
  const stream = createGraphStream(graph)
  const out = new Float64Array(graph.outputs.length)
  const half = bars.length / 2
  for (let i = 0; i < half; i++) stream.next(bars[i]!, out)
  const start = performance.now()
  for (let i = half; i < bars.length; i++) stream.next(bars[i]!, out)
  console.log(
    `\n${graph.outputs.length} outputs of ${graph.nodes.length} nodes in one engine: ${(((performance.now() - start) * 1e3) / half).toFixed(2)} µs per bar`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-bench-'))
try {
  const versions = await answer()
  console.log(`${cpus()[0]!.model}, ${cpus().length} cores; Node ${process.version}; ${JSON.stringify(versions)}`)
  await batch(100_000, folder)
  await batch(1_000_000, folder)
  const bars = simulateBars({ seed: 4, length: 40_000 })
  const rows = Array.from({ length: bars.length }, (_, i) => barAt(bars, i))
  streaming()
  engine(rows)
} finally {
  python.stdin.end()
  rmSync(folder, { recursive: true, force: true })
}
