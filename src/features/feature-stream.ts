import { type Bar, BarcastError } from '../core/index.js'
import { createGraphStream, type StreamSnapshot } from '../indicators/index.js'
import type { BarGuard } from './bar-guard.js'
import type { ColumnPlan } from './column-plan.js'
import type { FeatureSnapshot } from './format.js'
import { extrasRead, type HigherColumns, type LiveHigherColumns } from './higher-columns.js'

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
  readonly plan: ColumnPlan
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
function plainStream({ plan: { graph }, definitionsHash }: StreamParts, state: StreamSnapshot | undefined): FeatureStream {
  const live = createGraphStream(graph, state)
  return {
    next: (bar, out) => live.next(bar, out),
    replaceLast: (bar, out) => live.replaceLast(bar, out),
    snapshot: () => ({ formatVersion: 1, definitionsHash, state: live.snapshot() }),
  }
}

/** Puts the values of the graph and those of longer bars into the order of the columns. */
function mergerOf(
  { names, graph, direct }: ColumnPlan,
  higher: readonly LiveHigherColumns[],
): (computed: Float64Array, out: Float64Array | undefined) => Float64Array {
  const computedAt = Int32Array.from(graph.outputs, ({ name }) => names.indexOf(name))
  const copies = [...direct].map(([name, source]) => {
    const { values, names: sources } = higher.find((columns) => columns.names.includes(source))!
    return { values, from: sources.indexOf(source), to: names.indexOf(name) }
  })
  return (computed, out) => {
    const row = out ?? new Float64Array(names.length)
    for (let k = 0; k < computedAt.length; k++) row[computedAt[k]!] = computed[k]!
    for (let k = 0; k < copies.length; k++) {
      const { values, from, to } = copies[k]!
      row[to] = values[from]!
    }
    return row
  }
}

/** @throws BarcastError `features/snapshot`, `indicators/snapshot`, `bars/snapshot` for what does not belong to these parts. */
export function createFeatureStream(parts: StreamParts, snapshot?: FeatureSnapshot): FeatureStream {
  const { plan, guard, definitionsHash } = parts
  const { graph } = plan
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
  const read = extrasRead(graph)
  const own = read.filter((name) => !plan.brought.has(name))
  const given = [...new Set([...own, ...parts.higher.flatMap(({ reads }) => reads)])]
  // One object for all bars: its keys are always the same, and the graph has read it when the call returns.
  const extra: Record<string, number> = Object.fromEntries(read.map((name) => [name, NaN]))
  const bridges = higher.flatMap(({ names, values }) =>
    names.flatMap((name, from) => (read.includes(name) ? [{ name, values, from }] : [])),
  )
  const widened: Bar = { openTimeMs: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN, extra }
  const computed = new Float64Array(graph.outputs.length)
  const merge = mergerOf(plan, higher)
  let lastTimeMs = snapshot?.lastTimeMs ?? -Infinity

  function checkExtra(bar: Bar): void {
    for (const name of given) if (bar.extra === undefined || !Object.hasOwn(bar.extra, name)) lacking(name, bar.openTimeMs)
  }

  function checkOut(out: Float64Array | undefined): void {
    const count = plan.names.length
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
    for (const { name, values, from } of bridges) extra[name] = values[from]!
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
      live.next(widen(bar), computed)
      lastTimeMs = bar.openTimeMs
      return merge(computed, out)
    },
    replaceLast(bar, out) {
      checkExtra(bar)
      checkOut(out)
      for (const columns of higher) columns.replaceLast(bar)
      return merge(live.replaceLast(widen(bar), computed), out)
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
