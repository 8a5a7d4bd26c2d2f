import { type Bars, createRandom, isBarcastError } from 'barcast/core'
import { describe, expect, it } from 'vitest'
import * as candlestick from '../../src/indicators/candlestick/index.js'
import { type Any, all, columnsOf, firstDifference, isVolume, mapColumns, simulateBars, smallParams } from './histories.js'
import { laws, PATTERN } from './indicator-laws.js'

const lawOf = (name: string): string | undefined => (Object.hasOwn(candlestick, name) ? PATTERN : laws[name])

/** Prices on a grid of 2⁻¹⁰ and whole volumes, so that factors of 2 and what is added to prices cost no digits. */
function gridBars(): Bars {
  const bars = simulateBars({ seed: 11, length: 1500, volatilityPerBar: 0.02, jumps: { probability: 0.02, size: 0.1 } })
  const rounded = mapColumns(bars, (column, name) =>
    column.map((value) => (isVolume(name) ? Math.round(value) : Math.round(value * 1024) / 1024)),
  )
  const { open, high, low, close } = rounded
  return {
    ...rounded,
    high: high.map((price, i) => Math.max(price, open[i]!, close[i]!, low[i]!)),
    low: low.map((price, i) => Math.min(price, open[i]!, close[i]!)),
  }
}

const bars = gridBars()
const FACTOR_BITS = 6
const ADDED = 1024
const scaled = (volumes: boolean): Bars =>
  mapColumns(bars, (column, name) => (isVolume(name) === volumes ? column.map((value) => value * 2 ** FACTOR_BITS) : column))
const dearer = scaled(false)
const busier = scaled(true)
const moved = mapColumns(bars, (column, name) => (isVolume(name) ? column : column.map((value) => value + ADDED)))

/** The largest absolute value, for tolerances of columns whose size is not known. */
function spreadOf(column: Float64Array, from = 0): number {
  const values = column.subarray(from).filter((value) => Number.isFinite(value))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return deviation > 0 ? deviation : 1
}

/** First row at which two columns differ by more than 1e-9 of the spread, or one of them is missing; −1 for none. */
function firstFar(found: Float64Array, expected: Float64Array, added: number, spread: number, from = 0): number {
  for (let i = from; i < found.length; i++) {
    if (Number.isNaN(found[i]) && Number.isNaN(expected[i])) continue
    if (!(Math.abs(found[i]! - expected[i]! - added) <= 1e-9 * spread)) return i
  }
  return -1
}

describe('scale and shift', () => {
  it('is said of every indicator, and of nothing else', () => {
    const names = all.map(([name]) => name)
    expect(
      names.filter((name) => lawOf(name) === undefined),
      'not in indicator-laws.ts',
    ).toEqual([])
    expect(
      Object.keys(laws).filter((name) => !names.includes(name)),
      'no such indicator',
    ).toEqual([])
  })

  it.each(all.filter(([name]) => lawOf(name) !== undefined))('%s', (name, indicator) => {
    const outputs = lawOf(name)!.split(' | ')
    for (let seed = 1; seed <= 3; seed++) {
      const params = smallParams(indicator, createRandom(seed))
      const expected = columnsOf(indicator(bars, params))
      const [byPrice, byVolume, byAddition] = [dearer, busier, moved].map((changed) => columnsOf(indicator(changed, params)))
      expected.forEach((column, k) => {
        const [price, volume, addition] = (outputs[k] ?? outputs[0]!).split(' ')
        const times = (power: string): Float64Array => column.map((value) => value * 2 ** (FACTOR_BITS * Number(power)))
        if (price !== '-') expect(firstDifference(byPrice![k]!, times(price!)), 'row, prices').toBe(-1)
        if (volume !== '-') expect(firstDifference(byVolume![k]!, times(volume!)), 'row, volumes').toBe(-1)
        if (addition !== '-') {
          const far = firstFar(byAddition![k]!, column, addition === 'moves' ? ADDED : 0, spreadOf(column))
          expect(far, 'row, added').toBe(-1)
        }
      })
    }
  })
})

/** `LONG_BARS=10000000 npx vitest run tests/properties/indicator-laws.test.ts` goes on for longer. */
const LONG_BARS = Number(process.env.LONG_BARS ?? 1_000_000)
const CYCLE = 20_000
const market = simulateBars({ seed: 12, length: CYCLE, volatilityPerBar: 0.01, jumps: { probability: 0.01, size: 0.05 } })

/** Levels that remember their whole past: of these only changes, or for the two of `MULTIPLIED` ratios, are the same from a later start. */
const CUMULATIVE = [
  'accumulationDistribution',
  'accumulativeSwingIndex',
  'chaikinOscillator',
  'cumulativeSum',
  'obv',
  'volumePriceTrend',
  'williamsAd',
]
const MULTIPLIED = ['negativeVolumeIndex', 'positiveVolumeIndex']
/** Begin anew by time or by volume traded, so a later start is another indicator; a fit whose start is the last one's result. */
const BOUND_TO_START = ['anchoredVwap', 'vwapBands', 'vpin', 'vpinOfTrades', 'garchVolatility']

interface Run {
  readonly definition: Any['definition']
  readonly params: Record<string, number | string>
  readonly lookback: number
}

function runOf(indicator: Any): Run {
  const { definition } = indicator
  const defaults = Object.fromEntries(Object.entries(definition.params).map(([name, rule]) => [name, rule.default]))
  const params = { ...defaults, ...smallParams(indicator, createRandom(5)) }
  return { definition, params, lookback: definition.lookbackBars(params) }
}

/** The columns an indicator reads, led by the last rows of the history, so that a run that goes on at row `lookback` sees the history again and again. */
function looped({ definition, params, lookback }: Run, history: Bars): Float64Array[] {
  return definition.inputs(params).map((name) => {
    const column = { ...history.extra, ...history }[name as 'close']
    const rows = new Float64Array(lookback + CYCLE)
    rows.set(column, lookback)
    rows.set(column.subarray(CYCLE - lookback))
    return rows
  })
}

/** Runs over rows `from` … to the end, and then over the history again until `bars` were seen. */
function runLong({ definition, params, lookback }: Run, inputs: readonly Float64Array[], from: number, count: number): Float64Array[] {
  const end = lookback + CYCLE
  const outputs = definition.outputs.map(() => new Float64Array(end))
  const state = new Float64Array(definition.stateSize(params))
  definition.init(state, params)
  let begin = from
  for (let seen = 0; seen < count; begin = lookback) {
    for (let i = begin; i < end; i += 1024) definition.advance(state, inputs, outputs, i, Math.min(end, i + 1024), i)
    seen += end - begin
  }
  return outputs
}

/** What is left of a column when its level is taken away, where it has one that remembers. */
function withoutLevel(name: string, column: Float64Array): Float64Array {
  const rows = column.subarray(-500)
  if (CUMULATIVE.includes(name)) return rows.map((value) => value - rows[0]!)
  return MULTIPLIED.includes(name) ? rows.map((value) => value / rows[0]!) : rows
}

function expectSame(name: string, found: readonly Float64Array[], expected: readonly Float64Array[]): void {
  found.forEach((column, k) => {
    const far = firstFar(withoutLevel(name, column), withoutLevel(name, expected[k]!), 0, spreadOf(expected[k]!, 10_000))
    expect(far, `row of the last 500, output ${k}`).toBe(-1)
  })
}

describe('a long past', () => {
  it.each(all.filter(([name]) => !BOUND_TO_START.includes(name)))(
    'leaves nothing behind in %s, nor does a value 1e12 times too large',
    (name, indicator) => {
      const run = runOf(indicator)
      const inputs = looped(run, market)
      const recent = runLong(run, inputs, 0, 1)
      expectSame(name, runLong(run, inputs, 0, LONG_BARS), recent)
      if (CUMULATIVE.includes(name) || MULTIPLIED.includes(name)) return
      for (const volumes of [false, true]) {
        const spiked = mapColumns(market, (column, of) => (isVolume(of) === volumes ? column.with(1000, column[1000]! * 1e12) : column))
        expectSame(name, runLong(run, looped(run, spiked), 0, 1), recent)
      }
    },
  )
})

/** Every number of bars far above the length of a history. */
function longParams({ definition }: Any): Record<string, number> {
  const params: Record<string, number> = {}
  for (const [name, rule] of Object.entries(definition.params)) {
    if ('min' in rule && rule.integer === true && rule.unit === 'bars' && rule.max >= 1000) params[name] = Math.max(rule.min, 900)
  }
  if (params.slowPeriod !== undefined && params.fastPeriod !== undefined) params.slowPeriod += 50
  return params
}

/** What is no value of a number's rule; where a bound is so large that 1 more is the same, the next is infinity. */
function outside({ min, max }: { min: number; max: number }): unknown[] {
  return [max + 1 > max ? max + 1 : Infinity, min - 1 < min ? min - 1 : -Infinity, Number.NaN, 'x']
}

describe('periods and parameters', () => {
  it.each(all)('of %s: longer than the data gives no value; out of range names the range', (_name, indicator) => {
    const params = longParams(indicator)
    for (const length of [1, 40]) {
      const history = simulateBars({ seed: 13, length })
      const warmup = indicator.warmupBars(params)
      for (const column of columnsOf(indicator(history, params))) {
        expect(column.length).toBe(length)
        expect(column.subarray(0, warmup).every((value) => Number.isNaN(value))).toBe(true)
      }
    }
    for (const [key, rule] of Object.entries(indicator.definition.params)) {
      const wrong: unknown[] = 'min' in rule ? outside(rule) : 'choices' in rule ? ['nothing', 3] : ['', 3]
      for (const value of wrong) {
        let message = 'nothing thrown'
        try {
          indicator(bars, { [key]: value as number })
        } catch (error) {
          message = isBarcastError(error) ? `${error.code} ${error.message}` : String(error)
        }
        expect(message).toMatch(/^indicators\/(param|unknown-param) /)
        expect(message).toContain(key)
        if ('min' in rule) expect(message).toContain(`from ${rule.min} to ${rule.max}`)
      }
    }
  })
})
