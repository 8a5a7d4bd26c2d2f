import { createRandom, isBarcastError } from 'barcast/core'
import { realityCheck, stationaryBootstrap, superiorPredictiveAbility } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import golden from '../../golden/overfitting/overfitting.json' with { type: 'json' }

const KINDS = ['lower', 'consistent', 'upper'] as const

function near(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length, what).toBe(wanted.length)
  const worst = wanted.reduce((most, value, k) => Math.max(most, Math.abs(found[k]! - value) / Math.max(1, Math.abs(value))), 0)
  expect(worst, what).toBeLessThanOrEqual(1e-10)
}

const cases = golden.spa.map(({ returns, benchmark, drawnRows, meanBlockRows, ...rest }) => ({
  ...rest,
  returnsByTrial: returns.map((column) => Float64Array.from(column)),
  options: {
    benchmark: Float64Array.from(benchmark),
    meanBlockRows,
    drawnRows: drawnRows.map((rows) => Int32Array.from(rows)),
  },
}))

describe('superiorPredictiveAbility', () => {
  it.each(cases)('equals arch.bootstrap.SPA on its draws: $name', async ({ returnsByTrial, options, arch }) => {
    const found = await superiorPredictiveAbility(returnsByTrial, { ...options, studentise: false })
    for (const kind of KINDS) {
      expect(found.pValues[kind], kind).toBe(arch.pValues[kind])
      near(found.maxima[kind], arch.maxima[kind], kind)
    }
  })

  it.each(cases)('studentised equals the paper in NumPy: $name', async ({ returnsByTrial, options, hansen }) => {
    const found = await superiorPredictiveAbility(returnsByTrial, options)
    near([found.statistic], [hansen.statistic], 'statistic')
    expect(found.best).toBe(hansen.best)
    for (const kind of KINDS) {
      expect(found.pValues[kind], kind).toBe(hansen.pValues[kind])
      near(found.maxima[kind], hansen.maxima[kind], kind)
    }
  })

  const noise = (seed: number, trials: number, rows: number): Float64Array[] => {
    const random = createRandom(seed)
    return Array.from({ length: trials }, () => Float64Array.from({ length: rows }, () => 0.01 * random.normal()))
  }

  it('keeps its level on noise and finds an edge', async () => {
    let rejected = 0
    for (let seed = 1; seed <= 60; seed++) {
      const { pValues } = await superiorPredictiveAbility(noise(seed, 10, 100), { draws: 100, meanBlockRows: 2, seed })
      expect(pValues.lower).toBeLessThanOrEqual(pValues.consistent)
      expect(pValues.consistent).toBeLessThanOrEqual(pValues.upper)
      if (pValues.consistent < 0.1) rejected += 1
    }
    // 60 tests at the level 0.1: 6 expected, 14 or more with probability 0.002.
    expect(rejected).toBeLessThan(14)
    const edge = noise(3, 10, 100)
    edge[4] = edge[4]!.map((value) => value + 0.006)
    const found = await superiorPredictiveAbility(edge, { draws: 200, meanBlockRows: 2 })
    expect([found.best, found.pValues.upper < 0.01]).toEqual([4, true])
  })

  it('is the same for the same seed, and another for another', async () => {
    const trials = noise(1, 3, 50)
    const run = async (seed: number) => [...(await superiorPredictiveAbility(trials, { draws: 40, seed })).maxima.upper]
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it('takes a trial that is the benchmark itself', async () => {
    const trials = noise(1, 2, 50)
    const { best, statistic } = await superiorPredictiveAbility(trials, { benchmark: trials[0]!, draws: 10 })
    expect([best, Number.isFinite(statistic)]).toEqual([statistic > 0 ? 1 : 0, true])
  })

  it('can be stopped, and tells how far it is', async () => {
    const stop = new AbortController()
    stop.abort(new Error('enough'))
    const steps: number[] = []
    await expect(superiorPredictiveAbility(noise(1, 2, 50), { signal: stop.signal })).rejects.toThrow('stopped by its abort signal')
    await superiorPredictiveAbility(noise(1, 100, 2000), { draws: 200, meanBlockRows: 3, onProgress: ({ done }) => steps.push(done) })
    expect(steps.length).toBeGreaterThan(2)
    expect(steps.at(-1)).toBe(200)
  })

  const two = noise(1, 2, 40)
  const refusals: [string, string, () => Promise<unknown>][] = [
    ['no trials', 'trials', () => superiorPredictiveAbility([])],
    ['a benchmark of other rows', 'trials', () => realityCheck(two, { benchmark: new Float64Array(39) })],
    ['a missing benchmark', 'not-finite', () => realityCheck(two, { benchmark: new Float64Array(40).fill(Number.NaN) })],
    ['two rows', 'too-few-rows', () => realityCheck([Float64Array.of(0.1, 0.2)])],
    ['no draws', 'config', () => realityCheck(two, { draws: 0 })],
    ['blocks below a row', 'config', () => realityCheck(two, { meanBlockRows: 0.5 })],
    ['a studentised reality check', 'unknown-option', () => realityCheck(two, { studentise: true } as never)],
    ['drawn rows outside', 'rows', () => realityCheck(two, { drawnRows: [new Int32Array(40).fill(40)] })],
    ['no drawn rows', 'rows', () => realityCheck(two, { drawnRows: [] })],
    ['too few drawn rows', 'rows', () => realityCheck(two, { drawnRows: [new Int32Array(39)] })],
    ['a steady excess', 'constant-returns', () => superiorPredictiveAbility([new Float64Array(40).fill(0.5)])],
  ]
  it.each(refusals)('refuses %s', async (_, rule, act) => {
    const error = await act().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(isBarcastError(error, `validation/${rule}`), String(error)).toBe(true)
  })
})

describe('realityCheck', () => {
  it.each(cases)('equals the paper in NumPy: $name', async ({ returnsByTrial, options, white, arch }) => {
    const found = await realityCheck(returnsByTrial, options)
    expect(found.pValue).toBe(white.pValue)
    near([found.statistic], [white.statistic], 'statistic')
    near(found.maxima, arch.maxima.upper, 'maxima')
  })
})

describe('stationaryBootstrap', () => {
  it('draws blocks of the mean length that go round the end, every row as often', () => {
    const counts = new Float64Array(40)
    let [blocks, wrapped] = [0, 0]
    for (const rows of stationaryBootstrap({ rows: 40, meanBlockRows: 8, draws: 2000, seed: 3 })) {
      rows.forEach((row, k) => {
        counts[row]! += 1
        if (k > 0 && row === 0 && rows[k - 1] === 39) wrapped += 1
        if (k > 0 && row !== (rows[k - 1]! + 1) % 40) blocks += 1
      })
    }
    expect(Math.min(...counts)).toBeGreaterThan(1700)
    expect(Math.max(...counts)).toBeLessThan(2300)
    expect(wrapped).toBeGreaterThan(1000)
    // A new block begins at one of 8 rows, and one of 40 of those goes on by chance.
    expect(blocks / (2000 * 39)).toBeCloseTo((1 / 8) * (39 / 40), 2)
    const alone = [...stationaryBootstrap({ rows: 5, meanBlockRows: 1, draws: 1 })]
    expect(alone[0]!.length).toBe(5)
  })
})
