import { parseXgboost } from 'barcast/boosting'
import { createModelManager, type TrainOptions } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { boosterText, errorOf, makeClasses } from './sample-data.js'

const manager = createModelManager()
const { X, y } = makeClasses({ seed: 61, rows: 300, classes: 2 })
const three = makeClasses({ seed: 62, rows: 300, classes: 3 })
const train = async (params: Extract<TrainOptions, { modelType: 'xgboost' }>['params']) =>
  (await manager.trainModel(X, y, { modelType: 'xgboost', params: { n_estimators: 5, ...params } })).model

describe('the parameters of xgboost', () => {
  it('the defaults are the documents’, with 100 rounds', async () => {
    const { model } = await manager.trainModel(three.X, three.y, { modelType: 'xgboost' })
    expect(model.params).toEqual({
      objective: 'multi:softprob',
      num_class: 3,
      max_depth: 6,
      learning_rate: 0.1,
      subsample: 0.8,
      colsample_bytree: 0.8,
      random_state: 42,
    })
    const booster = parseXgboost(boosterText(model))
    expect([booster.numTrees, booster.numIterations, booster.objective]).toEqual([300, 100, 'multi:softprob'])
    expect(booster.featureNames).toEqual(three.X.names)
  })

  it('XGBoost’s further parameters reach the trees', async () => {
    const trees = async (params: Parameters<typeof train>[0]) => (await train(params)).predict(X).data
    const plain = await trees({})
    for (const params of [
      { max_delta_step: 0.01 },
      { monotone_constraints: [-1, 0, 0, 0] },
      { interaction_constraints: [[0], [1, 2, 3]] },
      { num_parallel_tree: 2 },
    ] as const)
      expect(await trees(params as Parameters<typeof train>[0])).not.toEqual(plain)
  })

  it('any name overrides a default', async () => {
    const trees = async (params: Parameters<typeof train>[0]) => (await train(params)).predict(X).data
    expect(await trees({ eta: 0.5 })).toEqual(await trees({ learningRate: 0.5 }))
    expect(await trees({ eta: 0.5 })).not.toEqual(await trees({}))
    expect(await trees({ lambda: 5 })).toEqual(await trees({ reg_lambda: 5 }))
    expect(await trees({ seed: 1 })).not.toEqual(await trees({}))
    expect(await trees({ max_depth: 0 })).not.toEqual(await trees({ max_depth: 2 }))
  })

  it.each<[string, object, object]>([
    ['max_delta_step below 0', { max_delta_step: -1 }, { code: 'boosting/parameter-range', where: { path: 'params.max_delta_step' } }],
    ['another booster', { booster: 'dart' }, { code: 'boosting/parameter-range', value: 'dart' }],
    ['a custom tree method', { tree_method: 'exact' }, { code: 'boosting/parameter-range' }],
    ['early stopping', { early_stopping_rounds: 5 }, { code: 'boosting/parameter-conflict', value: 5 }],
    ['more monotone constraints than columns', { monotone_constraints: [1, 1, 1, 1, 1] }, { code: 'boosting/parameter-conflict' }],
    ['interactions of a column there is not', { interaction_constraints: [[0, 4]] }, { code: 'boosting/parameter-conflict', value: 4 }],
    ['a metric of more classes', { eval_metric: 'mlogloss' }, { code: 'boosting/parameter-conflict', value: 'mlogloss' }],
    ['eta twice', { eta: 0.1, learning_rate: 0.2 }, { code: 'boosting/parameter-conflict' }],
    ['subsample 0', { subsample: 0 }, { code: 'boosting/parameter-range', message: expect.stringContaining('subsample') }],
    ['a base score of 1', { base_score: 1 }, { code: 'boosting/parameter-range' }],
    ['softmax', { objective: 'multi:softmax' }, { code: 'models/objective' }],
    ['a regression', { objective: 'reg:squarederror' }, { code: 'models/objective' }],
    ['a ranking', { objective: 'rank:ndcg' }, { code: 'models/objective' }],
  ])('%s is refused', async (_, params, expected) => {
    expect(await errorOf(() => train(params))).toMatchObject(expected)
  })

  it('a factor on the positive class needs two classes, as does binary:logistic', async () => {
    const multi = (params: object) => manager.trainModel(three.X, three.y, { modelType: 'xgboost', params })
    expect(await errorOf(() => multi({ scale_pos_weight: 2 }))).toMatchObject({ code: 'boosting/parameter-conflict' })
    expect(await errorOf(() => multi({ objective: 'binary:logistic' }))).toMatchObject({ code: 'models/objective' })
  })

  it('num_class makes room for numbers that do not occur, and must agree with names', async () => {
    expect((await train({ num_class: 4 })).classNames).toHaveLength(4)
    const named = (): Promise<unknown> =>
      manager.trainModel(X, three.names.slice(0, 300), { modelType: 'xgboost', params: { num_class: 4 } })
    expect(await errorOf(named)).toMatchObject({ code: 'models/class-count', value: 4 })
  })

  it('values that float32 cannot hold are refused', async () => {
    const { createFrame } = await import('barcast/core')
    const columns = Object.fromEntries(X.names.map((name, j) => [name, j === 1 ? X.column(name).with(9, 1e39) : X.column(name)]))
    expect(await errorOf(() => manager.trainModel(createFrame({ columns }), y, { modelType: 'xgboost' }))).toMatchObject({
      code: 'boosting/float32-range',
      where: { row: 9, column: 'feature_1' },
    })
  })
})

describe('class weights of lightgbm', () => {
  const skewed = three.y.map((k, i) => (i % 3 === 0 ? k : 1))
  const learn = async (options: Partial<TrainOptions>) =>
    (
      await manager.trainModel(three.X, skewed, {
        modelType: 'lightgbm',
        ...options,
        params: { num_iterations: 5, ...options.params },
      } as TrainOptions)
    ).model

  it('balanced is rows / (classes × rows of the class), whatever the rows weigh', async () => {
    const counts = [0, 1, 2].map((k) => skewed.filter((label) => label === k).length)
    const weights = Float64Array.from(skewed, (k) => 300 / (3 * counts[k]!))
    const balanced = await learn({ params: { class_weight: 'balanced' } })
    expect(balanced.predict(three.X)).toEqual((await learn({ weights })).predict(three.X))
    expect(balanced.predict(three.X)).not.toEqual((await learn({})).predict(three.X))
    expect(balanced.params).toMatchObject({ class_weight: 'balanced' })
    const ramp = weights.map((weight, i) => weight * (1 + (i % 2)))
    const both = await learn({ params: { class_weight: 'balanced' }, weights: Float64Array.from(ramp, (_, i) => 1 + (i % 2)) })
    expect(both.predict(three.X)).toEqual((await learn({ weights: ramp })).predict(three.X))
  })

  it('factors by name, 1 where not named', async () => {
    const factors = await learn({ params: { class_weight: { '2': 3 } } })
    expect(factors.predict(three.X)).toEqual(
      (await learn({ weights: Float64Array.from(skewed, (k) => (k === 2 ? 3 : 1)) })).predict(three.X),
    )
  })

  it.each<[string, unknown, string]>([
    ['a class that there is not', { '7': 2 }, 'models/unknown-class'],
    ['a factor below 0', { '1': -1 }, 'models/class-weight'],
    ['a factor that is NaN', { '1': NaN }, 'models/class-weight'],
    ['another word', 'balance', 'models/class-weight'],
    ['null', null, 'models/class-weight'],
  ])('%s is refused', async (_, class_weight, code) => {
    expect(await errorOf(() => learn({ params: { class_weight } } as Partial<TrainOptions>))).toMatchObject({ code })
  })
})
