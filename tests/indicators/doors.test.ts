import { type Bars, barAt, createRandom, isBarcastError } from 'barcast/core'
import {
  bollinger,
  createGraph,
  createGraphStream,
  ema,
  graphSignature,
  macd,
  obv,
  rollingSum,
  rsi,
  runGraph,
  sma,
} from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'

const bars = simulateBars({ seed: 1, length: 120 })

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (isBarcastError(error)) return `${error.code}: ${error.message}`
    throw error
  }
  return 'nothing thrown'
}

describe('parameters', () => {
  it('are typed by the indicator', () => {
    expectTypeOf(rsi(bars, { period: 14 })).toEqualTypeOf<Float64Array>()
    expectTypeOf(macd(bars)).toEqualTypeOf<{ macd: Float64Array; signal: Float64Array; histogram: Float64Array }>()
    expectTypeOf(rsi.stream({ period: 14 }).next(barAt(bars, 0))).toEqualTypeOf<number>()
    // @ts-expect-error: rsi has no such parameter
    expect(codeOf(() => rsi(bars, { perid: 14 }))).toContain('did you mean "period"?')
    // @ts-expect-error: a period is a number
    expect(codeOf(() => rsi(bars, { period: '14' }))).toMatch(/indicators\/param: .*whole number from 2 to 100000, found 14/)
  })

  it('out of range name the range and the value', () => {
    expect(codeOf(() => rsi(bars, { period: 1 }))).toMatch(
      /indicators\/param: Configure rsi: period must be a whole number from 2 to 100000, found 1/,
    )
    expect(codeOf(() => sma(bars, { period: 2.5 }))).toMatch(/found 2.5/)
    expect(codeOf(() => sma(bars, { period: Number.NaN }))).toMatch(/found NaN/)
    expect(codeOf(() => ema(bars, { seed: 'frist' }))).toContain('did you mean "first"?')
    expect(codeOf(() => macd(bars, { fastPeriod: 30 }))).toContain('fastPeriod must be below slowPeriod 26, found 30')
    expect(codeOf(() => rsi(bars, JSON.parse('{"__proto__": 3}')))).toContain('unknown parameter "__proto__"')
  })

  it('choose any column, also an extra one', () => {
    const extended: Bars = { ...bars, extra: { funding: bars.volume.slice() } }
    expect(sma(extended, { input: 'funding' })).toEqual(sma(bars, { input: 'volume' }))
    expect(sma(bars, { input: 'high' })).toEqual(sma(bars.high))
    expect(codeOf(() => sma(bars, { input: 'hihg' }))).toContain('did you mean "high"?')
    expect(codeOf(() => sma(bars, { input: '__proto__' }))).toContain('unknown column "__proto__"')
    expect(codeOf(() => obv(bars.close))).toContain('needs bars with close, volume')
  })
})

describe('a stream', () => {
  it('refuses faulty bars and bars out of order, and goes on as if they had not come', () => {
    const stream = rsi.stream({ period: 5 })
    const expected = rsi(bars, { period: 5 })
    for (let row = 0; row < 40; row++) stream.next(barAt(bars, row))
    const bar = barAt(bars, 40)
    expect(codeOf(() => stream.next(barAt(bars, 39)))).toContain('bars/duplicate-time')
    expect(codeOf(() => stream.next(barAt(bars, 20)))).toContain('bars/unordered-time')
    expect(codeOf(() => stream.next({ ...bar, openTimeMs: Number.NaN }))).toContain('bars/time-missing')
    expect(codeOf(() => stream.next({ ...bar, high: bar.low / 2 }))).toContain('bars/high-low')
    expect(codeOf(() => stream.next({ ...bar, low: 0 }))).toContain('bars/price-not-positive')
    expect(codeOf(() => stream.next({ ...bar, high: Infinity }))).toContain('bars/infinite')
    expect(codeOf(() => stream.next({ ...bar, volume: -1 }))).toContain('bars/negative-volume')
    expect(codeOf(() => stream.replaceLast(bar))).toContain('indicators/replace')
    expect(codeOf(() => rsi.stream().replaceLast(bar))).toContain('there must be one')
    expect(stream.next(bar)).toBe(expected[40])
  })

  it('needs the extra values it reads', () => {
    const stream = sma.stream({ input: 'funding' })
    expect(codeOf(() => stream.next(barAt(bars, 0)))).toContain('indicators/unknown-column')
    expect(sma.stream({ input: 'funding', period: 1 }).next({ ...barAt(bars, 0), extra: { funding: 3 } })).toBe(3)
  })

  it('refuses a snapshot that is truncated, altered, of another version or of another indicator', () => {
    const stream = sma.stream({ period: 5 })
    for (let row = 0; row < 20; row++) stream.next(barAt(bars, row))
    const snapshot = stream.snapshot()
    expect(codeOf(() => sma.stream({ period: 6 }, snapshot))).toContain('indicators/snapshot')
    expect(codeOf(() => ema.stream({ period: 5 }, snapshot))).toContain('indicators/snapshot')
    expect(codeOf(() => sma.stream({ period: 5 }, { ...snapshot, numbers: snapshot.numbers.slice(0, 40) }))).toContain('hash')
    expect(codeOf(() => sma.stream({ period: 5 }, { ...snapshot, formatVersion: 2 as 1 }))).toContain('formatVersion must be 1, found 2')
  })
})

describe('missing values', () => {
  it('restart a window and leave a recursion as it was', () => {
    const close = bars.close.slice()
    close[50] = NaN
    const holed: Bars = { ...bars, close }
    const mean = sma(holed, { period: 5 })
    expect([49, 50, 54, 55].map((row) => Number.isNaN(mean[row]))).toEqual([false, true, true, false])
    expect(mean[55]).toBe(sma(bars, { period: 5 })[55])
    const without = Float64Array.from([...close.subarray(0, 50), ...close.subarray(51)])
    expect(rsi(holed)[51]).toBe(rsi(without)[50])
    expect(rsi(holed)[50]).toBeNaN()
    expect(rsi(Float64Array.of(1, 2, Infinity, 3, 4), { period: 2 })[4]).toBe(100)
  })

  it('in a checked history are seen again after a column was exchanged', () => {
    const copy: Bars = { ...bars }
    sma(copy)
    copy.close = bars.close.slice()
    copy.close[60] = NaN
    expect(sma(copy, { period: 3 })[60]).toBeNaN()
    expect(codeOf(() => sma({ ...bars, close: bars.close.map((price, i) => (i === 7 ? -price : price)) }))).toMatch(/bars\/.*row 7/)
  })
})

describe('exactness', () => {
  it('sums a million bars as an exact recomputation does', () => {
    const random = createRandom(5)
    const values = Float64Array.from({ length: 1_000_000 }, () => 1000 * random.uniform())
    const sums = rollingSum(values, { period: 7 })
    const last = values.subarray(999_993)
    const exact = [...last].map((value) => BigInt(Math.round(value * 2 ** 40))).reduce((a, b) => a + b, 0n)
    expect(Math.abs(sums[999_999]! - Number(exact) / 2 ** 40)).toBeLessThanOrEqual(1e-9)
    expect(sums[999_999]).toBe(rollingSum(last, { period: 7 })[6])
  })

  it('finds no spread where there is none', () => {
    const flat = new Float64Array(200).fill(0.1)
    const { upper, middle, lower } = bollinger(flat)
    expect(upper[199]).toBe(middle[199])
    expect(lower[199]).toBe(middle[199])
    expect(rsi(flat)[199]).toBe(0)
  })
})

describe('a graph', () => {
  it('computes equal nodes once and refuses unclear ones', () => {
    const graph = createGraph()
    const first = graph.node(sma.definition as never, { period: 5 })
    expect(graph.node(sma.definition as never, { period: 5, input: 'close' })).toEqual(first)
    expect(graph.nodes.length).toBe(1)
    graph.output('mean', first[0]!)
    expect(codeOf(() => graph.output('mean', first[0]!))).toContain('found "mean" twice')
    expect(codeOf(() => graph.node(obv.definition as never, {}, [0]))).toContain('needs 2 inputs, found 1')
    expect(runGraph(graph, bars).get('mean')).toEqual(sma(bars, { period: 5 }))
    const other = createGraph()
    other.output('mean', other.node(sma.definition as never, { period: 6 })[0]!)
    expect(graphSignature(other)).not.toBe(graphSignature(graph))
    expect(codeOf(() => createGraphStream(other, createGraphStream(graph).snapshot()))).toContain('indicators/snapshot')
    expect(codeOf(() => createGraphStream(graph).next(barAt(bars, 0), new Float64Array(2)))).toContain('out must have 1 values')
  })
})
