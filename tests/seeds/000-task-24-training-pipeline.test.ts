import { createModelManager } from 'barcast/models'
import { createTrainingPipeline } from 'barcast/training'
import { describe, expect, it } from 'vitest'
import { makeClassification } from './classification.js'

/*
 * Acceptance tests of specification 000, task 24, one for one. What differs and why: DEVIATIONS.md, section "Task 24".
 */

const MINUTE = 60_000
const lightgbm = { modelType: 'lightgbm', params: { num_iterations: 10 } } as const

describe('000 task 24: test_hyperparameter_optimization', () => {
  it('finds parameters of the space with a score above chance', async () => {
    const { X, y } = makeClassification({ seed: 42, rows: 1000, features: 15, informative: 10, classes: 5, stepMs: MINUTE })
    const pipeline = createTrainingPipeline(createModelManager(), { optimizationTrials: 10, cvFolds: 3 })
    const { bestParams, bestScore, optimizationHistory } = await pipeline.optimizeHyperparameters(X, y, lightgbm)
    expect(bestParams.num_leaves).toBeGreaterThanOrEqual(10)
    expect(bestParams.num_leaves).toBeLessThanOrEqual(100)
    expect(bestParams.learning_rate).toBeGreaterThanOrEqual(0.01)
    expect(bestParams.learning_rate).toBeLessThanOrEqual(0.3)
    expect(bestParams.feature_fraction).toBeGreaterThanOrEqual(0.5)
    expect(bestParams.feature_fraction).toBeLessThanOrEqual(1)
    expect(bestScore).toBeGreaterThan(0.5)
    expect(bestScore).toBeLessThanOrEqual(1)
    const scores = optimizationHistory.map((trial) => (trial.state === 'complete' ? trial.score : 0))
    expect(scores).toHaveLength(10)
    expect(bestScore).toBe(Math.max(...scores))
    expect(bestScore).toBeGreaterThan(Math.min(...scores))
  })
})

describe('000 task 24: test_cross_validation', () => {
  it('scores every fold, on average better than chance', async () => {
    const { X, y } = makeClassification({ seed: 42, rows: 500, features: 10, informative: 8, classes: 5, stepMs: MINUTE })
    const pipeline = createTrainingPipeline(createModelManager())
    const params = { num_leaves: 31, learning_rate: 0.1, feature_fraction: 0.9 }
    const { cvScores, meanScore, stdScore } = await pipeline.crossValidateModel(X, y, params, { modelType: 'lightgbm' })
    expect(cvScores).toHaveLength(5)
    for (const score of cvScores) {
      expect(score).toBeGreaterThan(0.2)
      expect(score).toBeLessThanOrEqual(1)
    }
    expect(meanScore).toBeGreaterThan(0.5)
    expect(stdScore).toBeLessThan(0.2)
  })
})

describe('000 task 24: test_full_training_pipeline', () => {
  it('gives a trained model, its parameters, scores, importance and metadata', async () => {
    const { X, y } = makeClassification({ seed: 42, rows: 800, features: 12, informative: 8, classes: 5, stepMs: MINUTE })
    const manager = createModelManager()
    const pipeline = createTrainingPipeline(manager, { optimizationTrials: 5, cvFolds: 3 })
    const result = await pipeline.runTrainingPipeline(X, y, lightgbm)
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(['trainedModel', 'bestParams', 'cvResults', 'featureImportance', 'trainingMetadata']),
    )
    expect(manager.predictSignals(result.trainedModel, X.slice(0, 10)).rows).toBe(10)
    expect(result.cvResults.cvScores).toHaveLength(3)
    expect(result.trainingMetadata).toMatchObject({ modelType: 'lightgbm', featureCount: 12 })
    expect(Date.parse(result.trainingMetadata.trainingDate)).toBeGreaterThan(Date.UTC(2024, 0, 1))
  })
})

describe('000 task 24: test_model_comparison', () => {
  it('the pipeline trains both types, scores well above chance, and the winners can be compared', async () => {
    const { X, y } = makeClassification({ seed: 42, rows: 600, features: 8, informative: 8, classes: 5, stepMs: MINUTE })
    const manager = createModelManager()
    const pipeline = createTrainingPipeline(manager, { optimizationTrials: 3, cvFolds: 2 })
    const results = {
      lightgbm: await pipeline.runTrainingPipeline(X, y, lightgbm),
      xgboost: await pipeline.runTrainingPipeline(X, y, { modelType: 'xgboost', params: { n_estimators: 10 } }),
    }
    for (const [modelType, { cvResults, trainingMetadata, trainedModel }] of Object.entries(results)) {
      expect(cvResults.meanScore, modelType).toBeGreaterThan(0.5)
      expect(trainingMetadata.modelType).toBe(modelType)
      expect(trainedModel.modelType).toBe(modelType)
    }
    const models = { lightgbm: results.lightgbm.trainedModel, xgboost: results.xgboost.trainedModel }
    const fresh = makeClassification({ seed: 42, rows: 900, features: 8, informative: 8, classes: 5 })
    const table = manager.compare(models, fresh.X.slice(600, 900), fresh.y.subarray(600))
    expect(table.map(({ name }) => name).sort()).toEqual(['lightgbm', 'xgboost'])
    expect(table[0]!.accuracy).toBeGreaterThanOrEqual(table[1]!.accuracy)
  })
})
