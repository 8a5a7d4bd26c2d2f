/*
 * A million bars in and out: reading streams of CSV and JSON (time, memory) beside pandas, writing, resampling, aligning. Prints medians.
 * Needs a Python with pandas: `BARCAST_PYTHON=… npx tsx benchmarks/bars/run.ts`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { alignBars, createResampler, resampleBars, toCsv, toJson } from 'barcast/bars'
import { type Bars, barAt } from 'barcast/core'
import { simulateBars } from 'barcast/testing'

const ROWS = 1_000_000
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const folder = mkdtempSync(join(tmpdir(), 'barcast-bars-'))

/** Prices with four decimals, as exchanges have them. */
function marketBars(): Bars {
  const bars = simulateBars({ seed: 1, length: ROWS })
  const round = (column: Float64Array, scale: number): Float64Array => column.map((value) => Math.round(value * scale) / scale)
  return {
    ...bars,
    open: round(bars.open, 1e4),
    high: round(bars.high, 1e4),
    low: round(bars.low, 1e4),
    close: round(bars.close, 1e4),
    volume: round(bars.volume, 1e5),
  }
}

function klines({ openTimeMs, open, high, low, close, volume }: Bars): string {
  const rows = Array.from(
    openTimeMs,
    (time, i) => `[${time},"${open[i]}","${high[i]}","${low[i]}","${close[i]}","${volume[i]}",${time + 59_999},"1.5",12,"3.5","2.5","0"]`,
  )
  return `[${rows.join(',')}]`
}

function timed(name: string, repeats: number, work: () => unknown): void {
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  console.log(`${name.padEnd(34)} ${median(times).toFixed(0).padStart(6)} ms`)
}

const child = (program: string, args: string[]): string => execFileSync(program, args, { encoding: 'utf8' }).trim()

try {
  const bars = marketBars()
  const raw = simulateBars({ seed: 1, length: ROWS })
  const [csv, json] = [toCsv(bars), toJson(bars)]
  const texts: Record<string, string | Uint8Array> = {
    'bars.csv': csv,
    'bars.csv.gz': gzipSync(csv),
    'bars.json': json,
    'klines.json': klines(bars),
    'lines.ndjson': json.slice(2, -3).replaceAll('},\n', '}\n'),
  }
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  for (const name of Object.keys(texts)) {
    const args = ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, 'stream.ts'), join(folder, name)]
    console.log(`readBars ${name.padEnd(14)} ${child(process.execPath, args)}`)
    if (name !== 'klines.json')
      console.log(
        `pandas   ${name.padEnd(14)} ${child(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'peer.py'), join(folder, name)])}`,
      )
  }
  timed('toCsv, 4 decimals', 3, () => toCsv({ ...bars }))
  timed('toCsv, all digits', 3, () => toCsv({ ...raw }))
  timed('toJson, 4 decimals', 3, () => toJson({ ...bars }))
  timed('resampleBars 1m → 1h', 5, () => resampleBars(bars, '1h'))
  timed('resampleBars 1m → 1d New York', 5, () => resampleBars(bars, '1d', { timeZone: 'America/New_York' }))
  const hours = resampleBars(bars, '1h')
  timed('alignBars, 5 columns', 5, () => alignBars(bars, hours))
  const rows = Array.from({ length: 100_000 }, (_, i) => barAt(bars, i))
  timed('createResampler, 100 k bars', 5, () => {
    const live = createResampler({ from: '1m', to: '1h' })
    for (const row of rows) live.next(row)
  })
  console.log(
    `pandas   resample, merge_asof ${child(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'peer.py'), join(folder, 'bars.csv'), 'resample'])}`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
