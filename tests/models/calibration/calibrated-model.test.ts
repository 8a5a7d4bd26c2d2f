import { createBundle, createLiveStrategy, featureStateBefore, parseBundle, writeBundle } from 'barcast/bundles'
import { barAt, createFrame, createRandom, type Frame } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { expectedCalibrationError } from 'barcast/metrics'
import {
  applyCalibrator,
  type CalibrationMethod,
  calibrateModel,
  createModelManager,
  decideSignals,
  fitCalibrator,
  type Model,
  type ModelSpec,
  readModel,
  restoreModel,
  writeModel,
} from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from '../sample-data.js'

const METHODS: readonly CalibrationMethod[] = ['platt', 'isotonic', 'beta', 'temperature']
const manager = createModelManager()
const { X, y, names } = makeClasses({ seed: 4, rows: 500, classes: 3 })
const { X: X2, y: y2 } = makeClasses({ seed: 5, rows: 300, classes: 2 })
const part = (from: number, to: number): Frame => X.slice(from, to)

async function train(): Promise<Model> {
  return (
    await manager.trainModel(part(0, 200), names.slice(0, 200), { modelType: 'lightgbm', params: { num_iterations: 10, num_leaves: 4 } })
  ).model
}

describe('a calibrated model', () => {
  let model: Model
  let other: Model
  beforeAll(async () => {
    model = await train()
    other = (await manager.trainModel(X2, y2, { modelType: 'logistic_regression' })).model
  })
  const calibratorOf = (method: CalibrationMethod) => fitCalibrator(model.predict(part(200, 400)), y.slice(200, 400), { method })

  it.each(METHODS)('says by %s what applyCalibrator says of its predictions, by row and by frame, also once stored', (method) => {
    const calibrator = calibratorOf(method)
    const calibrated = calibrateModel(model, calibrator)
    const wanted = applyCalibrator(calibrator, model.predict(part(400, 500))).data
    expect(wanted).not.toEqual(model.predict(part(400, 500)).data)
    const text = writeModel(calibrated, { note: 'calibrated' })
    const { model: read } = readModel(text)
    expect(read.calibrator).toEqual(calibrator)
    expect(writeModel(read, { note: 'calibrated' })).toBe(text)
    const out = new Float64Array(3)
    for (const one of [calibrated, read, restoreModel(JSON.parse(JSON.stringify(calibrated.toJson())))]) {
      expect(one.predict(part(400, 500)).data).toEqual(wanted)
      one.predictRow(
        Float64Array.from(X.names, (name) => X.column(name)[450]!),
        out,
      )
      expect(out).toEqual(wanted.slice(150, 153))
    }
  })

  it('keeps its imputer, and is kept by the manager', async () => {
    const calibrator = fitCalibrator(other.predict(X2), y2, { method: 'beta' })
    const calibrated = calibrateModel(other, calibrator)
    expect(calibrated.imputer).toEqual(other.imputer)
    await manager.saveModel(calibrated, 'calibrated')
    const { model: loaded } = await manager.loadModel('calibrated')
    expect(loaded.imputer).toEqual(other.imputer)
    expect(loaded.predict(X2).data).toEqual(applyCalibrator(calibrator, other.predict(X2)).data)
  })

  it('is not calibrated twice, nor by a calibrator of other classes, nor read with one', async () => {
    const calibrator = calibratorOf('platt')
    const calibrated = calibrateModel(model, calibrator)
    expect(await errorOf(() => calibrateModel(calibrated, calibrator))).toMatchObject({ code: 'models/calibrated' })
    expect(await errorOf(() => calibrateModel(other, calibrator))).toMatchObject({ code: 'models/shape' })
    const strange = { ...other.toJson(), calibrator }
    expect(await errorOf(() => restoreModel(strange))).toMatchObject({ code: 'models/format', where: { path: 'calibrator.classes' } })
    const newer = { ...model.toJson(), calibrator: { ...calibrator, formatVersion: 2 } }
    expect(await errorOf(() => restoreModel(newer))).toMatchObject({ code: 'models/newer-version' })
  })
})

it('a bundle of a calibrated model decides live by the calibrated probabilities of the research, bit for bit', async () => {
  const bars = simulateBars({ seed: 11, length: 600 })
  const engineer = createFeatureEngineer({ set: 'classic' })
  const features = engineer.engineerFeatures(bars)
  const labels = Int32Array.from({ length: 599 }, (_, i) => Number(bars.close[i + 1]! > bars.close[i]!))
  const classes = ['sell', 'buy']
  const spec = { modelType: 'lightgbm', params: { num_iterations: 8, num_leaves: 5 }, classes } as const
  const { model } = await manager.trainModel(features.slice(100, 300), labels.slice(100, 300), spec)
  const calibrator = fitCalibrator(model.predict(features.slice(300, 450)), labels.slice(300, 450), { method: 'isotonic' })
  const wanted = applyCalibrator(calibrator, model.predict(features.slice(450, 600)))
  const { signal } = decideSignals(wanted, classes, { minConfidence: 0.5 })

  const startMs = bars.openTimeMs[450]!
  const featureState = featureStateBefore(engineer, bars, startMs)
  const bundle = createBundle({
    engineer,
    scaler: undefined,
    model: calibrateModel(model, calibrator),
    rule: { minConfidence: 0.5 },
    featureState,
    startMs,
    symbol: bars.symbol,
    timeframeMs: bars.timeframeMs,
  })
  const live = createLiveStrategy(parseBundle(writeBundle(bundle)))
  for (let i = 450; i < 600; i++) {
    const decision = live.next(barAt(bars, i))
    expect([...decision.probabilities]).toEqual([...wanted.data.subarray(2 * (i - 450), 2 * (i - 450) + 2)])
    expect(decision.signal).toBe(signal[i - 450])
  }
})

describe('probabilities skewed by weights come back within 5 % on later rows', () => {
  const ROWS = 6000
  const random = createRandom(21)
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: ROWS }, () => random.normal()))
  const rising = columns[0]!.map((x, i) => 1 / (1 + Math.exp(2.5 - x - 0.8 * columns[1]![i]!)))
  const labels = Int32Array.from(rising, (p) => Number(random.uniform() < p))
  const frame = createFrame({ columns: Object.fromEntries(columns.map((column, j) => [`x${j}`, column])) })
  const skewed: [string, ModelSpec][] = [
    ['scale_pos_weight', { modelType: 'lightgbm', params: { num_iterations: 30, num_leaves: 7, scale_pos_weight: 8 } }],
    ['class_weight of lightgbm', { modelType: 'lightgbm', params: { num_iterations: 30, num_leaves: 7, class_weight: 'balanced' } }],
    ['class_weight of logistic_regression', { modelType: 'logistic_regression', params: { class_weight: 'balanced' } }],
    ['scale_pos_weight of xgboost', { modelType: 'xgboost', params: { num_boost_round: 30, max_depth: 3, scale_pos_weight: 8 } }],
  ]

  it.each(skewed)('%s', async (_, spec) => {
    const { model } = await manager.trainModel(frame.slice(0, 2000), labels.slice(0, 2000), spec)
    const later = labels.slice(4000)
    const stated = model.predict(frame.slice(4000, ROWS))
    expect(expectedCalibrationError(later, stated)).toBeGreaterThan(0.15)
    for (const method of ['platt', 'isotonic', 'beta'] as const) {
      const calibrator = fitCalibrator(model.predict(frame.slice(2000, 4000)), labels.slice(2000, 4000), { method })
      const calibrated = calibrateModel(model, calibrator).predict(frame.slice(4000, ROWS))
      expect(expectedCalibrationError(later, calibrated), method).toBeLessThan(0.05)
      expect(expectedCalibrationError(later, calibrated, { strategy: 'quantile' }), method).toBeLessThan(0.05)
    }
  })
})
