import { trainBooster, trainXgbooster } from 'barcast/boosting'
import { logLoss } from 'barcast/metrics'
import { createModelManager, type ModelSpec, roundsOf, withRounds } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { makeMarket } from '../training/sample-data.js'

const manager = createModelManager()
const { X, labels } = makeMarket({ seed: 5, rows: 405, noise: 1.5 })
const fit = { X: X.slice(0, 250), y: labels.value.slice(0, 250) }
const watched = { X: X.slice(255, 400), y: labels.value.slice(255, 400), earlyStoppingRounds: 5 }
const TYPES = ['lightgbm', 'xgboost'] as const
const train = (modelType: (typeof TYPES)[number], more: object = {}, params: object = { learning_rate: 0.3 }) =>
  manager.trainModel(fit.X, fit.y, { modelType, params, classes: labels.classes, validation: { ...watched, ...more } } as ModelSpec)

describe.each(TYPES)('%s, watched', (modelType) => {
  it('ends at the round of the smallest log loss, and says what every round gave', async () => {
    const told: [number, number][] = []
    const { model, rounds } = await train(modelType, { onRound: (round: number, loss: number) => told.push([round, loss]) })
    const { bestRound, validationLoss, trainingLoss } = rounds!
    expect(validationLoss[bestRound - 1]).toBe(Math.min(...validationLoss))
    expect(validationLoss).toHaveLength(bestRound + 5)
    expect(told).toEqual(validationLoss.map((loss, k) => [k + 1, loss]))
    expect(trainingLoss?.length).toBe(modelType === 'lightgbm' ? validationLoss.length : undefined)
    // Float32 probabilities of xgboost agree to their seventh digit.
    expect(logLoss(watched.y, model.predict(watched.X))).toBeCloseTo(validationLoss[bestRound - 1]!, modelType === 'lightgbm' ? 12 : 6)
  })

  it('has the trees of as many rounds unwatched', async () => {
    const { model, rounds } = await train(modelType)
    const spec = withRounds({ modelType, params: { learning_rate: 0.3, n_estimators: 70 } }, rounds!.bestRound)
    expect(roundsOf(spec as ModelSpec & { modelType: 'lightgbm' })).toBe(rounds!.bestRound)
    const plain = await manager.trainModel(fit.X, fit.y, { ...spec, classes: labels.classes })
    expect(model.predict(X).data).toEqual(plain.model.predict(X).data)
    expect(plain.rounds).toBeUndefined()
  })

  it('is what the booster gives that stops early', async () => {
    const { rounds } = await train(modelType, { weights: Float64Array.from(watched.y, (_, i) => 1 + (i % 3)) })
    const weight = Float64Array.from(watched.y, (_, i) => 1 + (i % 3))
    const common = { x: fit.X, y: fit.y, valid: { x: watched.X, y: watched.y, weight } }
    const direct =
      modelType === 'lightgbm'
        ? await trainBooster({
            ...common,
            params: {
              objective: 'multiclass',
              num_class: 3,
              num_leaves: 31,
              feature_fraction: 0.9,
              bagging_fraction: 0.8,
              bagging_freq: 5,
              learning_rate: 0.3,
              early_stopping_round: 5,
            },
          })
        : await trainXgbooster({
            ...common,
            params: {
              objective: 'multi:softprob',
              num_class: 3,
              subsample: 0.8,
              colsample_bytree: 0.8,
              random_state: 42,
              max_depth: 6,
              learning_rate: 0.3,
              early_stopping_rounds: 5,
            },
          })
    expect(rounds!.bestRound).toBe(direct.bestIteration)
  })

  it('watches the log loss also where the parameters name another metric', async () => {
    const metric = modelType === 'lightgbm' ? { metric: ['multi_error'] } : { eval_metric: 'merror' }
    const { rounds } = await train(modelType, {}, { learning_rate: 0.3, ...metric })
    expect(rounds).toEqual((await train(modelType)).rounds)
  })

  it('ends with the error that the watcher throws', async () => {
    const stop = new RangeError('enough')
    const thrown = train(modelType, {
      onRound: (round: number) => {
        if (round === 3) throw stop
      },
    })
    await expect(thrown).rejects.toBe(stop)
  })
})

describe('bad input', () => {
  it.each<[string, () => Promise<unknown>, object]>([
    [
      'a type without rounds',
      () => manager.trainModel(fit.X, fit.y, { modelType: 'random_forest', validation: watched }),
      { code: 'models/no-rounds' },
    ],
    ['no patience', () => train('lightgbm', { earlyStoppingRounds: 0 }), { code: 'models/early-stopping', value: 0 }],
    [
      'a misspelt option',
      () => train('lightgbm', { weight: [] }),
      { code: 'models/unknown-option', message: expect.stringContaining('"weights"') },
    ],
    [
      'a row without a label',
      () => train('xgboost', { y: watched.y.map((k, i) => (i === 7 ? -1 : k)) }),
      { code: 'models/label-range', where: { row: 7 } },
    ],
    ['labels of another length', () => train('xgboost', { y: watched.y.slice(1) }), { code: 'models/length' }],
  ])('%s', async (_, run, expected) => {
    await expect(run()).rejects.toMatchObject(expected)
  })
})
