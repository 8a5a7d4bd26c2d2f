import { createFrame } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createModelManager, decideSignals, type Model } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from './sample-data.js'

const manager = createModelManager()
const bars = simulateBars({ seed: 5, length: 300 })
const engineer = createFeatureEngineer({ set: 'classic' })
const features = engineer.engineerFeatures(bars, { warmup: 'drop' })
const scaler = engineer.fitScaler(features)
const scaled = engineer.scaleFeatures(features, { scaler })
let model: Model

beforeAll(async () => {
  const y = Array.from({ length: features.length }, (_, i) => ['sell', 'hold', 'buy'][i % 3]!)
  model = (await manager.trainModel(scaled, y, { modelType: 'lightgbm', params: { num_iterations: 5, min_data_in_leaf: 5 } })).model
})

describe('predictWithFeatures', () => {
  it('of bars: the batch path’s numbers for the last bar', () => {
    const all = model.predict(scaled)
    const expected = decideSignals(all, model.classNames, { minConfidence: 0.3 })
    const last = features.length - 1
    const found = manager.predictWithFeatures(model, { bars, engineer }, { scaler, rule: { minConfidence: 0.3 } })
    expect(found.timeMs).toBe(bars.openTimeMs[299])
    expect(found.signal).toBe(expected.signal[last])
    expect(Object.is(found.confidence, expected.confidence[last])).toBe(true)
    expect(Object.values(found.probabilities)).toEqual([...all.data.subarray(last * 3)])
    expect(found.probabilities[found.className!]).toBe(found.confidence)
    expect(Object.keys(found.probabilities)).toEqual(['sell', 'hold', 'buy'])
  })

  it('of feature rows: their last', () => {
    const fromRows = manager.predictWithFeatures(model, features, { scaler })
    expect(fromRows).toEqual(manager.predictWithFeatures(model, { bars, engineer }, { scaler }))
    const earlier = manager.predictWithFeatures(model, features.slice(0, 50), { scaler })
    expect(earlier.timeMs).toBe(features.timeMs[49])
  })

  it('below the least confidence it holds; other classes act as told', async () => {
    const hold = manager.predictWithFeatures(model, features, { scaler, rule: { minConfidence: 0.999 } })
    expect(hold.signal).toBe('HOLD')
    const { X, y } = makeClasses({ seed: 6, rows: 100, classes: 2 })
    const { model: two } = await manager.trainModel(X, y, { modelType: 'random_forest', params: { n_estimators: 3 } })
    expect(await errorOf(() => manager.predictWithFeatures(two, X))).toMatchObject({ code: 'models/class-without-action' })
    const told = manager.predictWithFeatures(two, X, { rule: { actions: { '0': 'SELL', '1': 'BUY' } } })
    expect(told.signal).toBe(told.className === '1' ? 'BUY' : 'SELL')
  })

  it('while a feature of the bars is missing there is no prediction', () => {
    const short = simulateBars({ seed: 5, length: engineer.warmupBars })
    const found = manager.predictWithFeatures(model, { bars: short, engineer }, { scaler })
    expect(found).toMatchObject({ signal: 'HOLD', className: undefined, confidence: NaN })
    expect(Object.values(found.probabilities)).toEqual([NaN, NaN, NaN])
  })

  it('no rows and other columns are refused', async () => {
    expect(await errorOf(() => manager.predictWithFeatures(model, features.slice(0, 0)))).toMatchObject({ code: 'models/empty' })
    const other = createFrame({ columns: { x: Float64Array.of(1) } })
    expect(await errorOf(() => manager.predictWithFeatures(model, other))).toMatchObject({ code: 'models/missing-feature' })
    expect(await errorOf(() => manager.predictWithFeatures(model, other, { scaler }))).toMatchObject({ code: 'features/scaler-names' })
  })
})
