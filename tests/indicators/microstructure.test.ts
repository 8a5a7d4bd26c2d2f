import { type Bars, decodeFloats } from 'barcast/core'
import { indicators, orderFlowImbalance, quotedSpread, rollSpread, vpinOfTrades } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { type Case, type Golden, readGolden } from './golden.js'
import { made, sp500 } from './series.js'

const golden = readGolden('microstructure/microstructure.json') as Golden & { extra: Record<string, string> }
const bars = made()
const extra = Object.fromEntries(Object.entries(golden.extra).map(([name, column]) => [name, decodeFloats(column, bars.length)]))
const series = { sp500: sp500(), made: { ...bars, extra } }
type Any = (bars: Bars, params?: object) => Float64Array | Record<string, Float64Array>

/** Within 1e-9 of the size of the values, of which some are a millionth of what they are made of. */
function expectAsReference({ series: name, indicator, params, outputs }: Case): void {
  const result = (indicators[indicator] as unknown as Any)(series[name], params)
  const columns = result instanceof Float64Array ? [result] : Object.values(result)
  expect(columns.length).toBe(outputs.length)
  outputs.forEach((stored, k) => {
    const expected = decodeFloats(stored, series[name].length)
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0)
    expected.forEach((value, row) => {
      const found = columns[k]![row]!
      const close = Number.isNaN(value) ? Number.isNaN(found) : Math.abs(found - value) <= 1e-9 * largest
      if (!close) expect.fail(`output ${k}, row ${row}: ${found} beside ${value}`)
    })
  })
}

describe(`${golden.reference}`, () => {
  it.each(golden.cases.map((entry) => [`${entry.indicator} ${JSON.stringify(entry.params)} on ${entry.series}`, entry] as const))(
    '%s',
    (_, entry) => {
      expectAsReference(entry)
    },
  )
})

/** Bars of the given closes, with further columns. */
function barsOf(closes: readonly number[], columns: Record<string, readonly number[]> = {}): Bars {
  const column = Float64Array.from(closes)
  const plain = simulateBars({ seed: 1, length: closes.length })
  return {
    ...plain,
    open: column,
    high: column,
    low: column,
    close: column,
    extra: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
  }
}

describe('worked by hand', () => {
  it('a price that bounces between 99 and 101 by turns has a spread of ln(101/99) and a bit', () => {
    const closes = [99, 101, 99, 101, 99, 101]
    // Returns d, −d, d, −d, d: four pairs of covariance −d² around means of 0, divided by 3.
    const spread = rollSpread(barsOf(closes), { period: 4 })
    expect(spread[5]).toBeCloseTo(2 * Math.log(101 / 99) * Math.sqrt(4 / 3), 14)
    expect(spread.subarray(0, 5)).toEqual(new Float64Array(5).fill(NaN))
  })

  it('a price that only climbs has no spread', () => {
    expect(rollSpread(barsOf([1, 2, 4, 8, 16, 32, 64]), { period: 4 })[6]).toBe(0)
  })

  it('the table of order-flow imbalance', () => {
    const table = barsOf([10, 10, 10, 10, 10, 10], {
      bid: [9, 9, 10, 9, 9, 9],
      ask: [11, 11, 11, 11, 10, 11],
      bidSize: [5, 8, 2, 4, 4, 4],
      askSize: [6, 6, 6, 1, 3, 2],
    })
    // More at the same bid; a better bid; a lost bid and less at the ask; a better ask; a lost ask.
    const expected = [NaN, 8 - 5, 2, -2 + (6 - 1), -3, 3]
    expect([...orderFlowImbalance(table)]).toEqual(expected)
    expect([...orderFlowImbalance(table, { period: 2 })]).toEqual([NaN, NaN, 5, 5, 0, 0])
  })

  it('VPIN of two buckets of 10, of which one bar fills several', () => {
    const table = barsOf([1, 1, 1, 1, 1], { buyVolume: [5, 6, 4, 20, 0], sellVolume: [5, 0, 0, 20, 3] })
    // From row 1 on: 6 bought; 4 more close a bucket of 10 bought; 40 of both sides close four balanced ones; 3 stay open.
    const values = vpinOfTrades(table, { buckets: 2, bucketVolume: 10, meanBars: 1 })
    expect([...values]).toEqual([NaN, NaN, NaN, 0, 0])
    expect([...vpinOfTrades(table, { buckets: 1, bucketVolume: 10, meanBars: 1 })]).toEqual([NaN, NaN, 1, 0, 0])
    expect([...vpinOfTrades(table, { buckets: 5, bucketVolume: 10, meanBars: 1 })]).toEqual([NaN, NaN, NaN, 10 / 50, 10 / 50])
  })

  it('a bar of a billion buckets takes no longer, and leaves the share that it had', () => {
    const table = barsOf([1, 1, 1], { buyVolume: [1, 0, 3e12], sellVolume: [1, 0, 1e12] })
    expect(vpinOfTrades(table, { buckets: 50, bucketVolume: 4e-3, meanBars: 1 })[2]).toBeCloseTo(0.5, 9)
  })
})

describe('columns beside the bars', () => {
  it('are named when they are missing, and the nearest is suggested', () => {
    expect(() => quotedSpread(barsOf([1, 2], { bids: [1, 2], ask: [1, 2] }))).toThrow('unknown column "bid", did you mean "bids"?')
    expect(() => quotedSpread.stream().next({ openTimeMs: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 })).toThrow(/bid/)
  })

  it('may have other names', () => {
    const table = barsOf([1, 2], { b: [1, 2], a: [2, 4] })
    expect([...quotedSpread(table, { bid: 'b', ask: 'a' }).spread]).toEqual([1, 2])
  })
})

describe('where a formula divides nothing by nothing', () => {
  const FLAT = 120
  const table = barsOf(new Array<number>(FLAT).fill(0.1 + 0.2), {
    bid: new Array<number>(FLAT).fill(0),
    ask: new Array<number>(FLAT).fill(0),
    bidSize: new Array<number>(FLAT).fill(0),
    askSize: new Array<number>(FLAT).fill(0),
    buyVolume: new Array<number>(FLAT).fill(0),
    sellVolume: new Array<number>(FLAT).fill(0),
  })
  const flat: Bars = { ...table, volume: new Float64Array(FLAT) }
  const expected: [keyof typeof indicators, number[]][] = [
    ['rollSpread', [0]],
    ['corwinSchultz', [0]],
    ['bekkerParkinson', [0]],
    ['abdiRanaldo', [0]],
    ['amihud', [0]],
    ['kyleLambda', [0]],
    ['kyleLambdaOfTrades', [0]],
    ['hasbrouckLambda', [0]],
    ['signedVolume', [0]],
    ['realizedVariance', [0]],
    ['realizedSemivariance', [0, 0]],
    ['bipowerVariation', [0]],
    ['priceJump', [0, 0, 0]],
    ['leeMykland', [0, 0]],
    ['tradeImbalance', [0]],
    ['quotedMid', [0]],
    ['quotedSpread', [0, 0]],
    ['microprice', [0]],
    ['depthImbalance', [0]],
    ['orderFlowImbalance', [0]],
    ['vpin', [NaN]],
    ['vpinOfTrades', [NaN]],
    ['ewmaVolatility', [0]],
  ]
  it.each(expected)('%s on a flat price without volume and quotes', (name, values) => {
    const result = (indicators[name] as unknown as Any)(flat)
    const columns = result instanceof Float64Array ? [result] : Object.values(result)
    expect(columns.map((column) => column[FLAT - 1]! + 0)).toEqual(values)
  })
})
