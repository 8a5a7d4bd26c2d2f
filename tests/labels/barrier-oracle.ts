import type { Bars, Labels } from 'barcast/core'
import { createRandom } from 'barcast/core'
import type { BothTouched } from 'barcast/labels'
import * as fc from 'fast-check'

export const MINUTE = 60_000
export const START = Date.UTC(2024, 0, 1)

/** Bars of rows [open, high, low, close], one minute apart unless `minutes` says otherwise. */
export function barsOf(rows: readonly (readonly number[])[], minutes: readonly number[] = rows.map((_, i) => i)): Bars {
  const at = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!)
  return {
    symbol: 'TEST',
    timeframeMs: MINUTE,
    length: rows.length,
    openTimeMs: Float64Array.from(minutes, (m) => START + m * MINUTE),
    open: at(0),
    high: at(1),
    low: at(2),
    close: at(3),
    volume: new Float64Array(rows.length).fill(1),
    extra: {},
  }
}

/** Random bars on a coarse grid of prices, so that barriers are met exactly and by both ends; some are missing and some lie after a gap. */
export const barsArbitrary: fc.Arbitrary<Bars> = fc
  .array(
    fc.record({
      move: fc.integer({ min: -3, max: 3 }),
      jump: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }) }),
      up: fc.integer({ min: 0, max: 4 }),
      down: fc.integer({ min: 0, max: 4 }),
      gap: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 6 }) }),
      lost: fc.oneof({ weight: 20, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) }),
    }),
    { minLength: 2, maxLength: 60 },
  )
  .map((steps) => {
    let [close, minute] = [100, 0]
    const minutes: number[] = []
    const rows = steps.map(({ move, jump, up, down, gap, lost }) => {
      const open = Math.max(20, close + jump)
      close = Math.max(20, open + move)
      minute += gap
      minutes.push(minute)
      const row = [open, Math.max(open, close) + up, Math.min(open, close) - down, close]
      if (lost >= 0) row[lost] = Number.NaN
      return row
    })
    return barsOf(rows, minutes)
  })

export interface BarrierCase {
  width: number
  profit: number
  stop: number
  short: boolean
  rule: BothTouched
  vertical: { maxBars: number } | { maxMs: number }
}

export const caseArbitrary: fc.Arbitrary<BarrierCase> = fc.record({
  width: fc.constantFrom(0.01, 0.02, 0.03125),
  profit: fc.constantFrom(1, 2, 3, Infinity),
  stop: fc.constantFrom(1, 1.5, 2, Infinity),
  short: fc.boolean(),
  rule: fc.constantFrom('stop' as const, 'target' as const, 'open_distance' as const),
  vertical: fc.oneof(
    fc.integer({ min: 1, max: 12 }).map((maxBars) => ({ maxBars })),
    fc.integer({ min: 1, max: 12 }).map((minutes) => ({ maxMs: minutes * MINUTE })),
  ),
})

/** What became of the position of row t: told by a list of orders that each bar meets in turn. */
export function outcomeByHand(bars: Bars, t: number, c: BarrierCase): { label: string; row: number; price: number } | undefined {
  const entry = bars.close[t]!
  if (Number.isNaN(entry)) return undefined
  const up = c.short ? { name: 'stop', far: c.stop } : { name: 'target', far: c.profit }
  const down = c.short ? { name: 'target', far: c.profit } : { name: 'stop', far: c.stop }
  const [above, below] = [entry * (1 + up.far * c.width), entry * (1 - down.far * c.width)]
  for (let j = t + 1; j < bars.length; j++) {
    const [open, high, low, close] = [bars.open[j]!, bars.high[j]!, bars.low[j]!, bars.close[j]!]
    const late = 'maxMs' in c.vertical && bars.openTimeMs[j]! - bars.openTimeMs[t]! > c.vertical.maxMs
    if (late) {
      if (Number.isNaN(open)) return undefined
      return { label: open >= above ? up.name : open <= below ? down.name : 'timeout', row: j, price: open }
    }
    if ([open, high, low].some(Number.isNaN)) return undefined
    if (open >= above) return { label: up.name, row: j, price: open }
    if (open <= below) return { label: down.name, row: j, price: open }
    const met = [
      ...(high >= above ? [{ name: up.name, price: above, distance: above - open }] : []),
      ...(low <= below ? [{ name: down.name, price: below, distance: open - below }] : []),
    ]
    if (met.length > 0) {
      // The stop first where nothing else decides.
      met.sort((a, b) => (a.name === 'stop' ? -1 : 1) - (b.name === 'stop' ? -1 : 1))
      if (c.rule === 'target') met.reverse()
      if (c.rule === 'open_distance') met.sort((a, b) => a.distance - b.distance)
      return { label: met[0]!.name, row: j, price: met[0]!.price }
    }
    const over = 'maxMs' in c.vertical ? bars.openTimeMs[j]! - bars.openTimeMs[t]! === c.vertical.maxMs : j - t === c.vertical.maxBars
    if (over) return Number.isNaN(close) ? undefined : { label: 'timeout', row: j, price: close }
  }
  return undefined
}

/** Random labels over rows a minute apart. */
export const labelsArbitrary: fc.Arbitrary<Labels> = fc
  .array(fc.integer({ min: -1, max: 7 }), { minLength: 1, maxLength: 40 })
  .map((lengths) => {
    const timeMs = Float64Array.from(lengths, (_, i) => START + i * MINUTE)
    const ends = lengths.map((length, i) => (length < 0 ? -1 : Math.min(i + length, lengths.length - 1)))
    return {
      length: lengths.length,
      timeMs,
      value: Int32Array.from(ends, (end) => (end < 0 ? -1 : end % 2)),
      classes: ['a', 'b'],
      t0: timeMs,
      t1: Float64Array.from(ends, (end) => (end < 0 ? Number.NaN : timeMs[end]!)),
    }
  })
  .filter(({ value }) => value.some((index) => index >= 0))

/** Rows whose returns each label depends on. */
function rowsOf({ timeMs, value, t0, t1 }: Labels, i: number): number[] {
  if (value[i]! < 0) return []
  const rows = [...timeMs.keys()].filter((t) => timeMs[t]! > t0[i]! && timeMs[t]! <= t1[i]!)
  return rows.length === 0 ? [i] : rows
}

/** Sequential bootstrap straight from its definition: all averages afresh before each draw. Chances near an edge are skipped by the caller's `margin`. */
export function bootstrapByHand(labels: Labels, seed: number, draws: number): { rows: number[]; margin: number } {
  const random = createRandom(seed)
  const known = [...labels.value.keys()].filter((i) => labels.value[i]! >= 0)
  // Those that begin earlier first, as the library orders them.
  const first = known.map((i) => rowsOf(labels, i)[0]!)
  const order = known.map((_, k) => k).sort((a, b) => first[a]! - first[b]! || a - b)
  const drawn: number[] = []
  let margin = Infinity
  for (let n = 0; n < draws; n++) {
    const counts = labels.t0.map((_, t) => drawn.filter((i) => rowsOf(labels, i).includes(t)).length)
    const chances = order.map((k) => {
      const rows = rowsOf(labels, known[k]!)
      return rows.reduce((sum, t) => sum + 1 / (1 + counts[t]!), 0) / rows.length
    })
    const total = chances.reduce((sum, chance) => sum + chance, 0)
    let left = random.uniform() * total
    let place = 0
    while (place < chances.length - 1 && left >= chances[place]!) {
      margin = Math.min(margin, Math.abs(left - chances[place]!))
      left -= chances[place]!
      place += 1
    }
    margin = Math.min(margin, Math.abs(left - chances[place]!))
    drawn.push(known[order[place]!]!)
  }
  return { rows: drawn, margin }
}
