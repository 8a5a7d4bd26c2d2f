import { readFileSync } from 'node:fs'
import { barAt, createRandom, decodeFloats, isBarcastError } from 'barcast/core'
import { adfTest, expandingDifference, findDifferenceOrder } from 'barcast/features'
import { fractionalDifference } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

interface Golden {
  series: Record<string, string>
  tests: Record<
    string,
    {
      trend: 'none' | 'constant' | 'linear'
      given: number | null
      statistic: number
      pValue: number
      lags: number
      rows: number
      critical: number[]
    }[]
  >
  fixed: { order: number; threshold: number; width: number; values: string }[]
  expanding: { order: number; values: string }[]
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/statsmodels/stationarity.json', import.meta.url), 'utf8'))
const walk = decodeFloats(golden.series.walk!)

function expectClose(found: Float64Array, expected: Float64Array, bound: number): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((x, i) => {
    if (Number.isNaN(x)) expect(found[i], `row ${i}`).toBeNaN()
    else expect(Math.abs(found[i]! - x), `row ${i}`).toBeLessThanOrEqual(bound)
  })
}

async function refusal(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  throw new Error('nothing was refused')
}

describe('adfTest against statsmodels', () => {
  it.each(Object.keys(golden.tests))('%s', (name) => {
    const values = decodeFloats(golden.series[name]!)
    for (const { trend, given, statistic, pValue, lags, rows, critical } of golden.tests[name]!) {
      const found = adfTest(values, { trend, ...(given === null ? {} : { lags: given }) })
      const what = `${trend}, lags ${given}`
      expect([found.lags, found.rows], what).toEqual([lags, rows])
      expect(Math.abs(found.statistic - statistic), what).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(statistic)))
      expect(Math.abs(found.pValue - pValue), what).toBeLessThanOrEqual(1e-9 * pValue + 1e-300)
      expect(Object.values(found.critical), what).toEqual(critical.map((x) => expect.closeTo(x, 12) as number))
    }
  })

  it('leaves out a warm-up', () => {
    const late = Float64Array.of(NaN, NaN, ...walk)
    expect(adfTest(late, { lags: 2 })).toEqual(adfTest(walk, { lags: 2 }))
  })

  it('refuses what has no test', async () => {
    expect(await refusal(() => adfTest(Float64Array.of(1, 2, NaN, 3, 4, 5, 6, 7)))).toBe('features/adf-value')
    expect(await refusal(() => adfTest(Float64Array.of(1, 2, 1, 3), { lags: 1 }))).toBe('features/adf-rows')
    expect(await refusal(() => adfTest(new Float64Array(50).fill(3)))).toBe('features/adf-constant')
    expect(await refusal(() => adfTest(walk, { lags: -1 }))).toBe('features/adf-option')
    expect(await refusal(() => adfTest(walk, { trend: 'quadratic' as 'linear' }))).toBe('features/adf-option')
  })
})

describe('fractionalDifference', () => {
  it.each(golden.fixed)('order $order, threshold $threshold, from binomial weights', ({ order, threshold, width, values }) => {
    const params = { order, threshold }
    expect(fractionalDifference.warmupBars(params)).toBe(width - 1)
    expectClose(fractionalDifference(walk, params), decodeFloats(values), 1e-11)
  })

  it('is the identity at order 0 and the first difference at order 1', () => {
    expect([...fractionalDifference(walk, { order: 0 })]).toEqual([...walk])
    expect([...fractionalDifference(walk, { order: 1 })]).toEqual([...walk].map((x, i) => (i === 0 ? NaN : x - walk[i - 1]!)))
  })

  it('is missing throughout where the window is longer than the data', () => {
    const params = { order: 0.2, threshold: 1e-5 }
    expect(fractionalDifference.warmupBars(params)).toBe(3381)
    expect(fractionalDifference(walk, params).every((x) => Number.isNaN(x))).toBe(true)
  })

  it('refuses orders and thresholds that need too many weights', async () => {
    expect(await refusal(() => fractionalDifference(walk, { order: 0.1, threshold: 1e-9 }))).toBe('indicators/param')
    expect(await refusal(() => fractionalDifference(walk, { order: -0.1 }))).toBe('indicators/param')
  })

  it('streams with the same bits after a wide window, restored and replaced on the way', () => {
    const bars = simulateBars({ seed: 5, length: 900 })
    const params = { order: 0.35, threshold: 1e-4 }
    const history = fractionalDifference(bars, params)
    let stream = fractionalDifference.stream(params)
    for (let row = 0; row < bars.length; row++) {
      stream.next({ ...barAt(bars, row), volume: 1 })
      if (row % 211 === 5) stream = fractionalDifference.stream(params, JSON.parse(JSON.stringify(stream.snapshot())))
      expect(stream.replaceLast(barAt(bars, row))).toBe(history[row])
    }
    expect(history[899]).not.toBeNaN()
  })
})

describe('expandingDifference', () => {
  it.each(golden.expanding)('order $order, from binomial weights', async ({ order, values }) => {
    expectClose(await expandingDifference(walk, { order }), decodeFloats(values), 1e-11)
  })

  it('is missing from the first missing value on, and refuses other orders and stops when told', async () => {
    const hole = walk.slice(0, 5)
    hole[3] = NaN
    expect([...(await expandingDifference(hole, { order: 1 }))].slice(1)).toEqual([walk[1]! - walk[0]!, walk[2]! - walk[1]!, NaN, NaN])
    expect(await refusal(() => expandingDifference(walk, { order: 3 }))).toBe('features/difference-order')
    const long = new Float64Array(10_000)
    expect(await refusal(() => expandingDifference(long, { order: 0.5, signal: AbortSignal.abort() }))).toBe('task/aborted')
  })
})

describe('findDifferenceOrder', () => {
  const random = createRandom(3)
  let level = 5
  const long = Float64Array.from({ length: 1500 }, () => {
    level += 0.01 * random.normal()
    return level
  })

  it('finds the first order whose test passes, and what each was', async () => {
    const { order, candidates } = await findDifferenceOrder(long, { lags: 1, threshold: 1e-3, step: 0.1 })
    expect(order).toBeGreaterThan(0)
    expect(order).toBeLessThan(1)
    expect(candidates.at(-1)).toMatchObject({ order })
    for (const [k, candidate] of candidates.entries()) {
      const difference = fractionalDifference(long, { order: candidate.order, threshold: 1e-3 })
      const { statistic, pValue } = adfTest(difference, { lags: 1 })
      expect(candidate).toMatchObject({ statistic, pValue })
      expect(pValue < 0.05).toBe(k === candidates.length - 1)
    }
    expect(candidates[0]!.correlation).toBeCloseTo(1, 12)
    expect(candidates.at(-1)!.correlation).toBeLessThan(0.99)
    expect(JSON.parse(JSON.stringify({ order, candidates }))).toEqual({ order, candidates })
  })

  it('says so where the window is longer than the data, and when none passes', async () => {
    const { order, candidates } = await findDifferenceOrder(long.slice(0, 200), { lags: 1, threshold: 1e-5, step: 0.2, pValue: 1e-300 })
    expect(order).toBe(null)
    expect(candidates.map((candidate) => candidate.order)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(candidates[1]).toEqual({ order: 0.2, windowBars: 3382, statistic: null, pValue: null, correlation: null })
  })

  it('reports progress, stops when told, refuses options out of range', async () => {
    const steps: number[] = []
    await findDifferenceOrder(long, { lags: 0, step: 0.5, pValue: 1e-300, threshold: 1e-2, onProgress: ({ done }) => steps.push(done) })
    expect(steps).toEqual([1, 2, 3])
    expect(await refusal(() => findDifferenceOrder(long, { signal: AbortSignal.abort() }))).toBe('task/aborted')
    expect(await refusal(() => findDifferenceOrder(long, { step: 0 }))).toBe('features/difference-order')
    expect(await refusal(() => findDifferenceOrder(long, { pValue: 2 }))).toBe('features/difference-order')
  })
})
