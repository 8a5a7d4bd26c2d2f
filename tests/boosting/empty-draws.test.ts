import { type Booster, parseBooster, trainBooster, trainXgbooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'
import { describe, expect, test } from 'vitest'

const random = createRandom(5)
const x = [0, 1].map(() => Float64Array.from({ length: 120 }, () => random.normal()))
const y = x[0]!.map((value) => (value > 0 ? 1 : 0))

function expectNumbers(booster: Booster): void {
  expect(booster.predictRaw(x).every(Number.isFinite)).toBe(true)
  expect(booster.predictContributions(x).every(Number.isFinite)).toBe(true)
  expect(parseBooster(booster.toBytes()).predictRaw(x)).toEqual(booster.predictRaw(x))
}

describe('drawn rows', () => {
  test.each(['binary:logistic', 'reg:absoluteerror', 'multi:softprob'] as const)(
    'are scored by trees that could not be split, of XGBoost’s kind: %s',
    async (objective) => {
      const params = { objective, subsample: 0.5, alpha: 1e6, ...(objective === 'multi:softprob' ? { num_class: 2 } : {}) }
      const booster = await trainXgbooster({ x, y, params: { ...params, num_boost_round: 5 } })
      expect(booster.predictLeaf(x).every((leaf) => leaf === 0)).toBe(true)
      expectNumbers(booster)
    },
  )

  test('may be none, of XGBoost’s kind', async () => {
    expectNumbers(await trainXgbooster({ x, y, params: { objective: 'binary:logistic', subsample: 1e-9, num_boost_round: 3 } }))
  })

  // LightGBM ends with an error there.
  test.each(['poisson', 'regression_l1', 'binary'] as const)('may be none: %s', async (objective) => {
    for (const boosting of ['rf', 'gbdt'] as const) {
      for (const mode of ['exact', 'packed'] as const) {
        const params = { objective, boosting, mode, baggingFraction: 1e-9, baggingFreq: 1 }
        expectNumbers(await trainBooster({ x, y, params, rounds: 3 }))
      }
    }
  })
})
