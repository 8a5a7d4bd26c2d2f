import { createRandom, isBarcastError } from 'barcast/core'
import { probabilityOfBacktestOverfitting } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import golden from '../../golden/overfitting/overfitting.json' with { type: 'json' }

function near(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length, what).toBe(wanted.length)
  const worst = wanted.reduce((most, value, k) => Math.max(most, Math.abs(found[k]! - value) / Math.max(1, Math.abs(value))), 0)
  expect(worst, what).toBeLessThanOrEqual(1e-10)
}

const noise = (seed: number, trials: number, rows: number, edge: (trial: number) => number = () => 0): Float64Array[] => {
  const random = createRandom(seed)
  return Array.from({ length: trials }, (_, trial) => Float64Array.from({ length: rows }, () => edge(trial) + 0.01 * random.normal()))
}

describe('probabilityOfBacktestOverfitting', () => {
  it.each(golden.cscv)('equals the paper in NumPy: $name', (wanted) => {
    const found = probabilityOfBacktestOverfitting(
      wanted.returns.map((returns) => Float64Array.from(returns)),
      { blocks: wanted.blocks },
    )
    expect(found.probability).toBe(wanted.probability)
    expect(found.lossProbability).toBe(wanted.lossProbability)
    expect([...found.chosen]).toEqual(wanted.chosen)
    near(found.logits, wanted.logits, 'logits')
    near(found.inSample, wanted.inSample, 'in sample')
    near(found.outOfSample, wanted.outOfSample, 'out of sample')
    near([found.degradation.slope, found.degradation.intercept], [wanted.slope, wanted.intercept], 'degradation')
    near(found.dominance.sharpe, wanted.levels, 'levels')
    near(found.dominance.chosen, wanted.chosenShare, 'distribution of the chosen')
    near(found.dominance.all, wanted.allShare, 'distribution of all')
  })

  it('is near one half or above on noise, and near 0 where one trial is really better', () => {
    const found = [1, 2, 3, 4, 5, 6].map((seed) => probabilityOfBacktestOverfitting(noise(seed, 20, 200), { blocks: 8 }).probability)
    expect(found.reduce((sum, value) => sum + value, 0) / found.length).toBeGreaterThan(0.4)
    const real = probabilityOfBacktestOverfitting(
      noise(7, 20, 200, (trial) => (trial === 3 ? 0.005 : 0)),
      { blocks: 8 },
    )
    expect(real.probability).toBeLessThan(0.02)
    expect(real.chosen.filter((trial) => trial === 3).length).toBeGreaterThan(65)
    expect(real.dominance.area.every((area) => area >= 0)).toBe(true)
    expect(real.dominance.area.at(-1)).toBeGreaterThan(0)
  })

  it('does not depend on the scale or the order of the trials', () => {
    const returns = noise(8, 6, 60)
    const found = probabilityOfBacktestOverfitting(returns, { blocks: 6 })
    const scaled = probabilityOfBacktestOverfitting(
      returns.map((column) => column.map((value) => 4 * value)),
      { blocks: 6 },
    )
    expect([...scaled.logits]).toEqual([...found.logits])
    expect([...scaled.chosen]).toEqual([...found.chosen])
    const turned = probabilityOfBacktestOverfitting(returns.toReversed(), { blocks: 6 })
    expect([...turned.logits]).toEqual([...found.logits])
  })

  it('takes a trial that did nothing in a half as 0, and equal trials as equal', () => {
    const [one, two] = noise(9, 2, 40)
    const idle = two!.map((value, row) => (row < 20 ? 0 : value))
    const { outOfSample, logits } = probabilityOfBacktestOverfitting([one!.map((value) => -Math.abs(value)), idle, idle], { blocks: 2 })
    // Split 0 chooses on the first half, where doing nothing was best, split 1 on the second.
    expect(outOfSample[1]).toBe(0)
    expect(logits[1]).toBeCloseTo(Math.log(2.5 / 4 / (1.5 / 4)), 12)
  })

  const two = noise(1, 2, 40)
  const cases: [string, string, () => unknown][] = [
    ['one trial', 'trials', () => probabilityOfBacktestOverfitting(two.slice(1))],
    ['trials of unequal length', 'trials', () => probabilityOfBacktestOverfitting([two[0]!, two[1]!.slice(1)])],
    ['a missing return', 'not-finite', () => probabilityOfBacktestOverfitting([two[0]!, new Float64Array(40).fill(Number.NaN)])],
    ['an odd number of blocks', 'config', () => probabilityOfBacktestOverfitting(two, { blocks: 5 })],
    ['too many blocks', 'config', () => probabilityOfBacktestOverfitting(two, { blocks: 22 })],
    ['another option', 'unknown-option', () => probabilityOfBacktestOverfitting(two, { block: 4 } as never)],
    ['blocks of one row', 'too-few-rows', () => probabilityOfBacktestOverfitting(noise(1, 2, 31))],
    [
      'an interest account',
      'constant-returns',
      () => probabilityOfBacktestOverfitting([two[0]!, new Float64Array(40).fill(0.001)], { blocks: 4 }),
    ],
  ]
  it.each(cases)('refuses %s', (_, rule, act) => {
    try {
      act()
    } catch (error) {
      expect(isBarcastError(error, `validation/${rule}`), String(error)).toBe(true)
      return
    }
    expect.unreachable()
  })
})
