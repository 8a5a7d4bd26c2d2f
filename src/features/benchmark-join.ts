import { alignBars, closeTimeOf } from '../bars/index.js'
import { type Bar, BarcastError, type Bars } from '../core/index.js'
import { BENCHMARK_CLOSE } from './benchmark-features.js'
import { openFloats, type SealedFloats, sealFloats } from './sealed-floats.js'

/**
 * The bars with the extra column `benchmark_close`, which `benchmark: { lookbackPeriods }` of an engineer reads: for each bar the close of the last benchmark bar that had
 * closed when it closes itself, NaN before the first. The benchmark may be of another timeframe, and over its gaps the last close stays.
 *
 * @throws BarcastError `bars/<rule>` for faulty bars, `bars/close-time`.
 */
export function joinBenchmark(bars: Bars, benchmark: Bars): Bars {
  const close = alignBars(bars, benchmark, { columns: { [BENCHMARK_CLOSE]: benchmark.close } }).column(BENCHMARK_CLOSE)
  return { ...bars, extra: { ...bars.extra, [BENCHMARK_CLOSE]: close } }
}

/** Joins live bars as {@link joinBenchmark} joins histories. */
export interface BenchmarkJoin {
  /**
   * Takes the benchmark's next closed bar: before the bar that closes together with it.
   *
   * @throws BarcastError `features/late-benchmark` for one that a bar already joined would have seen, `bars/unordered-time` for one that is not after the last.
   */
  benchmark(bar: Bar): void
  /** The bar with `benchmark_close` among its extra values; for a bar that is replaced the same as before. @throws BarcastError `bars/unordered-time`. */
  join(bar: Bar): Bar
  snapshot(): BenchmarkSnapshot
}

/** Where a {@link BenchmarkJoin} stands, as JSON-able data. */
export interface BenchmarkSnapshot extends SealedFloats {
  readonly formatVersion: 1
}

export interface BenchmarkJoinOptions {
  /** Timeframe of the bars. */
  readonly timeframeMs: number
  /** Timeframe of the benchmark's bars. Default: that of the bars. */
  readonly benchmarkTimeframeMs?: number
}

const HEAD = 3

function refuse(code: string, message: string, timeMs: number): never {
  throw new BarcastError(code, `Join benchmark: ${message}, found ${new Date(timeMs).toISOString()}`, { value: timeMs, where: { timeMs } })
}

/** The times joined and taken, the close that holds, then close times and closes that are ahead. */
function readSnapshot(snapshot: BenchmarkSnapshot): Float64Array {
  const action = 'Restore benchmark join'
  if (typeof snapshot !== 'object' || snapshot === null || snapshot.formatVersion !== 1)
    throw new BarcastError('features/snapshot', `${action}: formatVersion must be 1, found other data`, { value: snapshot })
  return openFloats(snapshot, undefined, action)
}

/**
 * Joins a market's live bars with its benchmark's, by close time. A benchmark bar that comes too late is refused, because the history would have shown it to a bar
 * that has passed: give the benchmark's bar first when both close together.
 *
 * @throws BarcastError `features/snapshot`, `bars/timeframe`.
 */
export function createBenchmarkJoin(options: BenchmarkJoinOptions, snapshot?: BenchmarkSnapshot): BenchmarkJoin {
  const { timeframeMs, benchmarkTimeframeMs = timeframeMs } = options
  for (const [path, ms] of Object.entries({ timeframeMs, benchmarkTimeframeMs })) {
    if (!(ms > 0) || ms === Infinity)
      throw new BarcastError('bars/timeframe', `Join benchmark: ${path} must be a positive number, found ${ms}`, {
        value: ms,
        where: { path },
      })
  }
  const stored = snapshot === undefined ? Float64Array.of(-Infinity, -Infinity, NaN) : readSnapshot(snapshot)
  let joinedMs = stored[0]!
  let benchmarkMs = stored[1]!
  let close = stored[2]!
  /** Close times and closes, by turns. */
  let ahead: number[] = [...stored.subarray(HEAD)]
  return {
    benchmark(bar) {
      const closeMs = closeTimeOf(bar, benchmarkTimeframeMs)
      if (!(closeMs > benchmarkMs)) refuse('bars/unordered-time', "the benchmark's bars must come in the order of their close", closeMs)
      if (closeMs <= joinedMs)
        refuse('features/late-benchmark', "the benchmark's bar must come before the bar that closes with or after it", closeMs)
      benchmarkMs = closeMs
      ahead.push(closeMs, bar.close)
    },
    join(bar) {
      const closeMs = closeTimeOf(bar, timeframeMs)
      if (!(closeMs >= joinedMs)) refuse('bars/unordered-time', 'bars must come in the order of their close', closeMs)
      joinedMs = closeMs
      let passed = 0
      for (; passed < ahead.length && ahead[passed]! <= closeMs; passed += 2) close = ahead[passed + 1]!
      if (passed > 0) ahead = ahead.slice(passed)
      return { ...bar, extra: { ...bar.extra, [BENCHMARK_CLOSE]: close } }
    },
    snapshot: () => ({ formatVersion: 1, ...sealFloats(Float64Array.of(joinedMs, benchmarkMs, close, ...ahead)) }),
  }
}
