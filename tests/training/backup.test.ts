import { createFrame } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import { createModelManager, writeModel } from 'barcast/models'
import { createTrainingPipeline, restoreTraining } from 'barcast/training'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf, makeMarket } from './sample-data.js'

const market = makeMarket({ seed: 6, rows: 120, features: 2, warmupBars: 3 })
const { labels } = market
// Names that look like numbers, out of order, and a NaN: what objects and JSON would change.
const X = createFrame({
  columns: new Map([
    ['10', market.X.column('feature_0')],
    ['2', market.X.column('feature_1')],
  ]),
  timeMs: market.X.timeMs,
})
const weights = Float64Array.from(labels.value, (k, i) => (k < 0 ? Number.NaN : 1 + (i % 3) / 7))

async function run(key: string, objects = createMemoryStore()) {
  const pipeline = createTrainingPipeline(createModelManager(), {
    cvFolds: 2,
    optimizationTrials: 1,
    scaler: 'standard',
    space: { C: { type: 'float', low: 0.1, high: 1 } },
  })
  const spans = { t0: labels.t0, t1: labels.t1 }
  const backup = { objects, key }
  const options = { modelType: 'logistic_regression', spans, weights, classes: labels.classes, backup } as const
  return { result: await pipeline.runTrainingPipeline(X, labels.value, options), backup, pipeline, options }
}

describe('a backup', () => {
  let made: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    made = await run('a/b')
  })

  it('gives back data to the bit, model, scaler and record', async () => {
    const { result, backup } = made
    const restored = await restoreTraining(backup)
    expect(restored.X.names).toEqual(X.names)
    for (const name of X.names) expect(restored.X.column(name)).toEqual(X.column(name))
    expect(restored.X.timeMs).toEqual(X.timeMs)
    expect([restored.value, restored.classNames]).toEqual([labels.value, labels.classes])
    expect([restored.t0, restored.t1, restored.weights, restored.outcome]).toEqual([labels.t0, labels.t1, weights, undefined])
    expect(writeModel(restored.model)).toBe(writeModel(result.trainedModel))
    expect([restored.scaler, restored.record]).toEqual([result.scaler, result.record])
  })

  it('trains the same run again', async () => {
    const { value, weights: kept, t0, t1, classNames, record, ...restored } = await restoreTraining(made.backup)
    const options = { modelType: 'logistic_regression', spans: { t0, t1 }, weights: kept!, classes: classNames } as const
    const again = await made.pipeline.runTrainingPipeline(restored.X, value, options)
    expect(again.record.id).toBe(record.id)
  })

  it('is refused where any object is gone, changed or cut short', async () => {
    const { objects, key } = made.backup
    const names = await objects.list(`${key}/`)
    expect(names.length).toBe(2 + 5 + 2)
    for (const name of names) {
      const bytes = (await objects.get(name))!
      const refusal = { where: { path: name } }
      await objects.delete(name)
      expect(await errorOf(() => restoreTraining(made.backup)), name).toMatchObject({ code: 'training/backup-missing', ...refusal })
      await objects.put(name, bytes.subarray(0, bytes.length - 1))
      expect(await errorOf(() => restoreTraining(made.backup)), name).toMatchObject({
        code: name.endsWith('/backup') ? 'training/backup-format' : 'training/backup-altered',
        ...refusal,
      })
      await objects.put(name, bytes)
    }
    const list = new TextDecoder().decode((await objects.get(`${key}/backup`))!)
    await objects.put(`${key}/backup`, new TextEncoder().encode(list.replace('"rows":120', '"rows":121')))
    expect(await errorOf(() => restoreTraining(made.backup))).toMatchObject({ code: 'training/backup-altered' })
    await objects.put(`${key}/backup`, new TextEncoder().encode(list))
  })

  it('is of the whole pipeline alone', async () => {
    const { pipeline, options } = made
    expect(await errorOf(() => pipeline.optimizeHyperparameters(X, labels.value, options))).toMatchObject({
      code: 'training/unknown-option',
    })
  })
})
