import { type Bar, type Bars, barAt, createRandom, type Random } from 'barcast/core'
import { type Indicator, indicators } from 'barcast/indicators'
import { type SimulationOptions, simulateBars as simulatePlainBars } from 'barcast/testing'

export type Any = Indicator<Record<string, number | string>, string>

export const all = Object.entries(indicators) as unknown as [string, Any][]

/** Bars with quotes and trades beside them, for the indicators that read such columns. */
export function simulateBars(options: SimulationOptions): Bars {
  const bars = simulatePlainBars(options)
  const random = createRandom(options.seed + 1)
  const of = (column: Float64Array, low: number, high: number): Float64Array =>
    column.map((value) => value * (low + (high - low) * random.uniform()))
  const extra = {
    bid: of(bars.close, 0.998, 1),
    ask: of(bars.close, 1, 1.002),
    bidSize: of(bars.volume, 0, 1),
    askSize: of(bars.volume, 0, 1),
    buyVolume: of(bars.volume, 0, 1),
    sellVolume: of(bars.volume, 0, 1),
  }
  return { ...bars, extra }
}

/** The bars with other columns: each of them, prices, volumes and extra ones, is given with its name. */
export function mapColumns(bars: Bars, change: (column: Float64Array, name: string) => Float64Array): Bars {
  return {
    ...bars,
    open: change(bars.open, 'open'),
    high: change(bars.high, 'high'),
    low: change(bars.low, 'low'),
    close: change(bars.close, 'close'),
    volume: change(bars.volume, 'volume'),
    extra: Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, change(column, name)])),
  }
}

export const isVolume = (name: string): boolean => /size|volume/i.test(name)

/** Small periods, so that short histories leave the warm-up. */
export function smallParams({ definition }: Any, random: Pick<Random, 'integer'>): Record<string, number | string> {
  const params: Record<string, number | string> = {}
  for (const [name, rule] of Object.entries(definition.params)) {
    if ('min' in rule && rule.integer === true && rule.max > 1)
      params[name] = random.integer(Math.max(2, rule.min), rule.min < 9 ? 9 : rule.min + 9)
    if ('choices' in rule) params[name] = rule.choices[random.integer(0, rule.choices.length)]!
  }
  if (params.slowPeriod !== undefined) params.slowPeriod = Number(params.fastPeriod) + Number(params.slowPeriod)
  return params
}

export const columnsOf = (result: Float64Array | Record<string, Float64Array>): Float64Array[] =>
  result instanceof Float64Array ? [result] : Object.values(result)
export const valuesOf = (result: number | Record<string, number>): number[] =>
  typeof result === 'number' ? [result] : Object.values(result)

/** First row at which two columns differ in a bit; −1 for none. */
export function firstDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length)
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i
  return -1
}

/** Bars with some prices or volumes missing. */
function withHoles(bars: Bars, random: Random, share: number): Bars {
  const holed = mapColumns(bars, (column) => column.slice())
  const columns = [holed.open, holed.high, holed.low, holed.close, holed.volume, ...Object.values(holed.extra)]
  for (let i = 0; i < bars.length; i++) if (random.uniform() < share) columns[random.integer(0, columns.length)]![i] = NaN
  return holed
}

export interface Scenario {
  readonly seed: number
  readonly length: number
  readonly holes: number
}

export interface History {
  readonly bars: Bars
  readonly rows: readonly Bar[]
  /** Forming bars: the same times, other values, still sound. */
  readonly forming: readonly Bar[]
}

const known = new Map<string, History>()

/** A history by its numbers. All indicators are tried on the same ones, so each is simulated once. */
export function historyOf({ seed, length, holes }: Scenario): History {
  const key = [seed, length, holes].join()
  const found = known.get(key)
  if (found !== undefined) return found
  const random = createRandom(seed)
  const bars = withHoles(simulateBars({ seed, length, jumps: { probability: 0.02, size: 0.1 } }), random, holes)
  const rows = Array.from({ length }, (_, i) => barAt(bars, i))
  const factors = Float64Array.from({ length }, () => 0.5 + random.uniform())
  const formed = mapColumns(bars, (column) => column.map((value, i) => value * factors[i]!))
  const history = { bars, rows, forming: Array.from({ length }, (_, i) => barAt(formed, i)) }
  known.set(key, history)
  return history
}
