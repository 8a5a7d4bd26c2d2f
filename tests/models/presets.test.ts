import { createModelManager, DEFAULT_PARAMS, decideSignals, MODEL_PRESETS, type ModelPreset } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { makeClasses } from './sample-data.js'

const presets: Record<string, ModelPreset> = MODEL_PRESETS

describe.each(Object.keys(presets))('preset %s', (name) => {
  it('trains as it stands, with all of its classes, and its rule decides', async () => {
    const { train, rule } = presets[name]!
    const { X, y } = makeClasses({ seed: 51, rows: 150, classes: train.classes.length })
    const few = train.modelType === 'random_forest' ? { n_estimators: 5 } : { n_estimators: 3 }
    const options = { ...train, params: { ...train.params, ...few } } as ModelPreset['train']
    const { model } = await createModelManager().trainModel(X, y, options)
    expect(model.classNames).toEqual(train.classes)
    const decisions = decideSignals(model.predict(X), model.classNames, rule)
    decisions.signal.forEach((signal, row) => {
      if (decisions.confidence[row]! < (rule.minConfidence ?? 0)) expect(signal).toBe('HOLD')
    })
    expect(new Set(decisions.signal).size).toBeGreaterThan(rule.minConfidence === undefined ? 1 : 0)
  })
})

describe('presets and defaults', () => {
  it('the presets of five classes are the manager’s defaults written out', () => {
    const { objective, num_class, ...lightgbm } = MODEL_PRESETS.signal_lightgbm.train.params
    expect(lightgbm).toEqual(DEFAULT_PARAMS.lightgbm)
    const { objective: softprob, num_class: five, ...xgboost } = MODEL_PRESETS.signal_xgboost.train.params
    expect(xgboost).toEqual(DEFAULT_PARAMS.xgboost)
    expect([objective, num_class, softprob, five]).toEqual(['multiclass', 5, 'multi:softprob', 5])
  })

  it('five classes get five columns also where some do not occur', async () => {
    const { X, y } = makeClasses({ seed: 52, rows: 120, classes: 3 })
    const { train } = MODEL_PRESETS.signal_lightgbm
    const { model } = await createModelManager().trainModel(X, y, { ...train, params: { ...train.params, num_iterations: 2 } })
    expect(model.predict(X).classes).toBe(5)
  })
})
