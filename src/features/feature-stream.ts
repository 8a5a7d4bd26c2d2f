import { type Bar, BarcastError } from '../core/index.js'
import { createGraphStream, type Graph, type StreamSnapshot } from '../indicators/index.js'
import type { BarGuard } from './bar-guard.js'
import type { FeatureSnapshot } from './format.js'
import { extrasRead, type HigherColumns } from './higher-columns.js'

/** The features of one bar after another; the same bits as over the whole history. */
export interface FeatureStream {
  /**
   * Takes the next closed bar; all columns in the order of `names`, NaN in the warm-up: a new array, or `out` filled. A bar that is refused changes nothing.
   * @throws BarcastError `bars/<rule>` for a faulty bar or one that is not after the last; `features/gap` and `features/forming-bar` where the engineer refuses them.
   */
  next(bar: Bar, out?: Float64Array): Float64Array
  /** Computes the last bar again with other values, as often as needed while it forms. */
  replaceLast(bar: Bar, out?: Float64Array): Float64Array
  /** The state as JSON-able data: `engineer.stream(snapshot)` goes on where this one stands, bit for bit. */
  snapshot(): FeatureSnapshot
}

/** What a stream is made of; `definitionsHash` names it in snapshots. */
export interface StreamParts {
  readonly graph: Graph
  readonly higher: readonly HigherColumns[]
  readonly guard: BarGuard
  /** Whether bars are to be judged by what came before, or by a clock. */
  readonly isGuarded: boolean
  readonly definitionsHash: string
}

function lacking(name: string, timeMs: number): never {
  throw new BarcastError('indicators/unknown-column', `Read live bar: column "${name}" must be in its extra values, found none`, {
    where: { column: name, timeMs },
  })
}

function refuseTime(timeMs: number, lastTimeMs: number): never {
  const rule = timeMs === lastTimeMs ? 'duplicate-time' : timeMs < lastTimeMs ? 'unordered-time' : 'time-missing'
  throw new BarcastError(
    `bars/${rule}`,
    `Take live bar: openTimeMs must be after the last bar's ${lastTimeMs}, found ${timeMs}; replaceLast changes the last bar`,
    { value: timeMs, where: { column: 'openTimeMs', timeMs } },
  )
}

/** The stream of a graph alone: nothing stands between the bars and the kernels. */
function plainStream({ graph, definitionsHash }: StreamParts, state: StreamSnapshot | undefined): FeatureStream {
  const live = createGraphStream(graph, state)
  return {
    next: (bar, out) => live.next(bar, out),
    replaceLast: (bar, out) => live.replaceLast(bar, out),
    snapshot: () => ({ formatVersion: 1, definitionsHash, state: live.snapshot() }),
  }
}

/** @throws BarcastError `features/snapshot`, `indicators/snapshot`, `bars/snapshot` for what does not belong to these parts. */
export function createFeatureStream(parts: StreamParts, snapshot?: FeatureSnapshot): FeatureStream {
  const { graph, guard, definitionsHash } = parts
  if (parts.higher.length === 0 && !parts.isGuarded) return plainStream(parts, snapshot?.state)
  const stored = snapshot?.higher ?? []
  if (snapshot !== undefined && stored.length !== parts.higher.length) {
    throw new BarcastError(
      'features/snapshot',
      `Restore feature stream: need ${parts.higher.length} longer timeframes, found ${stored.length}`,
      {
        value: stored.length,
      },
    )
  }
  const live = createGraphStream(graph, snapshot?.state)
  const higher = parts.higher.map((columns, k) => columns.live(stored[k]))
  const brought = new Set(higher.flatMap(({ names }) => names))
  const own = extrasRead(graph).filter((name) => !brought.has(name))
  const given = [...new Set([...own, ...parts.higher.flatMap(({ reads }) => reads)])]
  // One object for all bars: its keys are always the same, and the graph has read it when the call returns.
  const extra: Record<string, number> = Object.fromEntries([...own, ...brought].map((name) => [name, NaN]))
  const widened: Bar = { openTimeMs: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN, extra }
  let lastTimeMs = snapshot?.lastTimeMs ?? -Infinity

  function checkExtra(bar: Bar): void {
    for (const name of given) if (bar.extra === undefined || !Object.hasOwn(bar.extra, name)) lacking(name, bar.openTimeMs)
  }

  function checkOut(out: Float64Array | undefined): void {
    const count = graph.outputs.length
    if (out === undefined || out.length === count) return
    throw new BarcastError('indicators/out-length', `Take live bar: out must have ${count} values, found ${out.length}`, {
      value: out.length,
    })
  }

  /** The bar with the columns over longer bars among its extra values. */
  function widen(bar: Bar): Bar {
    widened.openTimeMs = bar.openTimeMs
    widened.open = bar.open
    widened.high = bar.high
    widened.low = bar.low
    widened.close = bar.close
    widened.volume = bar.volume
    for (const name of own) extra[name] = bar.extra![name]!
    for (const { names, values } of higher) for (let k = 0; k < names.length; k++) extra[names[k]!] = values[k]!
    return widened
  }

  return {
    next(bar, out) {
      if (!(bar.openTimeMs > lastTimeMs) || bar.openTimeMs === Infinity) refuseTime(bar.openTimeMs, lastTimeMs)
      checkExtra(bar)
      checkOut(out)
      guard.live(bar, lastTimeMs)
      for (const columns of higher) columns.check(bar)
      for (const columns of higher) columns.next(bar)
      const row = live.next(widen(bar), out)
      lastTimeMs = bar.openTimeMs
      return row
    },
    replaceLast(bar, out) {
      checkExtra(bar)
      checkOut(out)
      for (const columns of higher) columns.replaceLast(bar)
      return live.replaceLast(widen(bar), out)
    },
    snapshot: () => ({
      formatVersion: 1,
      definitionsHash,
      state: live.snapshot(),
      lastTimeMs: lastTimeMs === -Infinity ? null : lastTimeMs,
      ...(higher.length === 0 ? {} : { higher: higher.map((columns) => columns.snapshot()) }),
    }),
  }
}
