import { parseXgboost, trainXgbooster } from 'barcast/boosting'
import { BarcastError } from 'barcast/core'
import { expect, test } from 'vitest'

const x = [Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)]

/** The model with another number of columns, which have no names. */
async function withColumns(count: string): Promise<string> {
  const booster = await trainXgbooster({ x, y: x[0]!, params: { objective: 'reg:squarederror', num_boost_round: 1 } })
  const document = JSON.parse(booster.toXgboostJson())
  document.learner.learner_model_param.num_feature = count
  document.learner.feature_names = []
  document.learner.feature_types = []
  return JSON.stringify(document)
}

test('a count of columns alone takes no memory', async () => {
  const huge = await withColumns('2147483647')
  expect(() => parseXgboost(huge)).toThrowError(BarcastError)
  expect(() => parseXgboost(huge)).toThrowError('learner_model_param.num_feature: must be at most 1000000 without feature_names')
  expect(parseXgboost(await withColumns('3')).featureNames).toEqual(['f0', 'f1', 'f2'])
})

test('a median that float32 holds stands where its product with the rows does not', async () => {
  const y = [1e38, 2e38, 3e38, 1e37, 2e37, 9e37, 8e37, 7e37].map((value) => value / 10)
  const rows = { x: [Float64Array.from({ length: 80 }, (_, i) => i)], y: Float64Array.from({ length: 80 }, (_, i) => y[i % 8]!) }
  const booster = await trainXgbooster({ ...rows, params: { objective: 'reg:absoluteerror', num_boost_round: 3 } })
  expect(booster.predict(rows.x).every((value) => value > 0 && value < 3e37)).toBe(true)
})

test('training that runs away is refused', async () => {
  const y = x[0]!.map((value) => (value % 3) + 0.05)
  const params = { objective: 'reg:gamma', eta: 1e6, min_child_weight: 0, num_boost_round: 20 } as const
  await expect(trainXgbooster({ x, y, params })).rejects.toMatchObject({ code: 'boosting/overflow' })
})
