/*
 * What a feature cache saves: the first time, a repeat, and one bar more, in memory and through files; medians of several rounds.
 * `npx tsx benchmarks/features/cache.ts [set] [bars] [rounds]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { type Bars, type Frame, sliceBars } from 'barcast/core'
import { createFeatureCache, createFeatureEngineer, FEATURE_SETS } from 'barcast/features'
import { simulateBars } from 'barcast/testing'

const set = FEATURE_SETS.find((name) => name === process.argv[2])
const length = Number(process.argv[3] ?? 100_000)
const rounds = Number(process.argv[4] ?? 7)
const bars = simulateBars({ seed: 1, length: length + 1 })
const engineer = createFeatureEngineer(set === undefined ? {} : { set })
const folder = mkdtempSync(join(tmpdir(), 'cache-'))
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

/** New arrays, so that nothing remembered about an object helps. */
function part(rows: number): Bars {
  const { openTimeMs, open, high, low, close, volume, ...rest } = sliceBars(bars, 0, rows)
  const copies = [openTimeMs, open, high, low, close, volume].map((column) => column.slice())
  return { ...rest, openTimeMs: copies[0]!, open: copies[1]!, high: copies[2]!, low: copies[3]!, close: copies[4]!, volume: copies[5]! }
}

async function readAll(features: Promise<Frame>): Promise<void> {
  const frame = await features
  for (const name of frame.names) frame.column(name)
}

async function time(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

const times = new Map<string, number[]>()
function note(what: string, ms: number): void {
  times.set(what, [...(times.get(what) ?? []), ms])
}

for (let round = -1; round < rounds; round++) {
  const [first, second, longer] = [part(length), part(length), part(length + 1)]
  const store = createFileStore(join(folder, String(round)))
  const cache = createFeatureCache({ maxBytes: 4e9 })
  const stored = createFeatureCache({ store, maxBytes: 4e9 })
  const measured: [string, () => unknown][] = [
    ['engineerFeatures, no cache', () => engineer.engineerFeatures(part(length))],
    ['memory: first time', () => cache.features(engineer, first)],
    ['memory: again', () => cache.features(engineer, second)],
    ['memory: again, every column read', () => readAll(cache.features(engineer, second))],
    ['memory: one bar more', () => cache.features(engineer, longer)],
    ['files: first time, written', () => stored.features(engineer, first)],
    ['files: another process, again', () => createFeatureCache({ store, maxBytes: 4e9 }).features(engineer, second)],
    ['files: another process, every column read', () => readAll(createFeatureCache({ store, maxBytes: 4e9 }).features(engineer, second))],
    ['files: another process, one bar more', () => createFeatureCache({ store, maxBytes: 4e9 }).features(engineer, longer)],
  ]
  for (const [what, run] of measured) {
    const ms = await time(run)
    if (round >= 0) note(what, ms)
  }
  rmSync(join(folder, String(round)), { recursive: true })
}
rmSync(folder, { recursive: true })

const base = median(times.get('engineerFeatures, no cache')!)
console.log(`${set ?? 'default'}: ${engineer.names.length} columns, ${length} bars, median of ${rounds}`)
for (const [what, all] of times) console.log(`| ${what} | ${median(all).toFixed(1)} ms | ${((100 * median(all)) / base).toFixed(1)} % |`)
