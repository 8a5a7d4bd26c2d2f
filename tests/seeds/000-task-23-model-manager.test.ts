import { createModelManager, predictedClasses } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { makeClassification } from './classification.js'

/*
 * Acceptance tests of specification 000, task 23, one for one. What differs and why: DEVIATIONS.md, section "Task 23".
 */

const lightgbm = { modelType: 'lightgbm' } as const
const short = { ...lightgbm, params: { num_iterations: 30 } } as const

describe('000 task 23: test_lightgbm_training', () => {
  it('trains, predicts five classes and weighs every feature', async () => {
    const manager = createModelManager()
    const { X, y } = makeClassification({ seed: 42, rows: 1000, features: 20, informative: 15, classes: 5 })
    const result = await manager.trainModel(X, y, lightgbm)
    expect(Object.keys(result).sort()).toEqual(['featureImportance', 'model', 'trainingScore'])
    expect(result.trainingScore).toBeGreaterThan(0.9)
    const predictions = manager.predictSignals(result.model, X.slice(0, 10))
    expect([predictions.rows, predictions.classes, predictions.data.length]).toEqual([10, 5, 50])
    expect(Object.keys(result.featureImportance)).toEqual(X.names)
    const ranked = Object.entries(result.featureImportance).sort((a, b) => b[1] - a[1])
    expect(ranked.slice(0, 5).every(([name]) => Number(name.slice(8)) < 15)).toBe(true)
  })
})

describe('000 task 23: test_model_evaluation', () => {
  it('scores unseen rows between 0 and 1, better than chance', async () => {
    const manager = createModelManager()
    const { X, y } = makeClassification({ seed: 42, rows: 1000, features: 15, informative: 10, classes: 5 })
    const { model } = await manager.trainModel(X.slice(0, 800), y.subarray(0, 800), short)
    const evaluation = manager.evaluateModel(model, X.slice(800, 1000), y.subarray(800))
    for (const metric of ['accuracy', 'precision', 'recall', 'f1Score', 'rocAuc'] as const) {
      expect(evaluation[metric], metric).toBeGreaterThan(0.5)
      expect(evaluation[metric], metric).toBeLessThanOrEqual(1)
    }
    expect(evaluation.confusionMatrix.data.reduce((sum, count) => sum + count, 0)).toBe(200)
  })
})

describe('000 task 23: test_xgboost_comparison', () => {
  it('both types train, and predict probabilities of the same shape that find the class', async () => {
    const manager = createModelManager()
    const { X, y } = makeClassification({ seed: 42, rows: 800, features: 12, informative: 8, classes: 5 })
    const results = [
      await manager.trainModel(X, y, { ...lightgbm, params: { num_iterations: 30 } }),
      await manager.trainModel(X, y, { modelType: 'xgboost', params: { n_estimators: 30 } }),
    ]
    const predictions = results.map(({ model }) => manager.predictSignals(model, X.slice(0, 10)))
    expect(results.map(({ model }) => model.modelType)).toEqual(['lightgbm', 'xgboost'])
    for (const { trainingScore } of results) expect(trainingScore).toBeGreaterThan(0.9)
    for (const { rows, classes, data } of predictions) {
      expect([rows, classes]).toEqual([10, 5])
      expect(data.every((p) => p >= 0 && p <= 1)).toBe(true)
      for (let row = 0; row < 10; row++) expect(data.subarray(row * 5, row * 5 + 5).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    }
    // Two algorithms, one truth: they differ in numbers and agree in nearly all classes.
    expect(predictions[0]!.data).not.toEqual(predictions[1]!.data)
    const [ours, theirs] = results.map(({ model }) => predictedClasses(manager.predictSignals(model, X)))
    expect(ours!.filter((k, row) => k === theirs![row]).length / 800).toBeGreaterThan(0.9)
  })
})

describe('000 task 23: test_model_persistence', () => {
  it('loads what was saved, with equal predictions', async () => {
    const manager = createModelManager()
    const { X, y } = makeClassification({ seed: 42, rows: 500, features: 10, informative: 8, classes: 5 })
    const { model, trainingScore } = await manager.trainModel(X, y, short)
    const metadata = {
      modelType: 'lightgbm',
      trainingDate: new Date(0).toISOString(),
      featureCount: 10,
      trainingSamples: 500,
      trainingScore,
    }
    await manager.saveModel(model, 'test_model_v1', metadata)
    const loaded = await manager.loadModel('test_model_v1')
    expect(loaded.metadata).toEqual(metadata)
    const [original, again] = [model, loaded.model].map((each) => manager.predictSignals(each, X).data)
    original!.forEach((p, i) => {
      expect(Object.is(p, again![i])).toBe(true)
    })
  })
})
