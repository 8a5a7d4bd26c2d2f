import { createBundle, createLiveStrategy, featureStateBefore, parseBundle, writeBundle } from 'barcast/bundles'
import { barAt } from 'barcast/core'
import { applyScaler, createFeatureEngineer, fitScaler, type ScalerOptions, type UserFeature } from 'barcast/features'
import { createModelManager } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { expect, it } from 'vitest'

const USERS: readonly UserFeature[] = [
  { name: 'rsi_gap', operator: 'subtract', of: [{ indicator: 'rsi', params: { period: 7 } }, 'rsi_14'] },
  { name: 'rsi_gap_score', operator: 'zScore', of: ['rsi_gap'], params: { period: 15 } },
  { name: 'return_score', expression: 'zscore(ret($close, 5), 30) + rsi_gap / 100' },
]
const bars = simulateBars({ seed: 31, length: 420 })
const split = 300

it.each<ScalerOptions>([{ kind: 'robust' }, { kind: 'minMax' }, { kind: 'quantile' }, { kind: 'quantile', output: 'normal' }])(
  'a bundle carries users’ features and a scaler of any kind: live gives the bits of the batch, %o',
  async (options) => {
    const engineer = createFeatureEngineer({
      set: 'classic',
      userFeatures: USERS,
      features: ['rsi_gap_score', 'price_change_5', 'rsi_gap', 'return_score'],
    })
    const features = engineer.engineerFeatures(bars)
    const scaler = fitScaler(features.slice(0, split), options)
    const scaled = applyScaler(scaler, features)
    const X = scaled.slice(engineer.warmupBars, split)
    const rows = [...bars.close.keys()].slice(engineer.warmupBars, split)
    const y = rows.map((row) => (bars.close[row]! > bars.open[row]! ? 'buy' : 'sell'))
    const params = { num_iterations: 3, num_leaves: 4 }
    const { model } = await createModelManager().trainModel(X, y, { modelType: 'lightgbm', params })
    const text = writeBundle(
      createBundle({
        engineer,
        scaler,
        model,
        featureState: featureStateBefore(engineer, bars, bars.openTimeMs[split]!),
        startMs: bars.openTimeMs[split]!,
        symbol: bars.symbol,
        timeframeMs: bars.timeframeMs,
      }),
    )
    const bundle = parseBundle(text)
    expect(bundle.features.config.userFeatures).toEqual(USERS)
    expect(bundle.scaler).toEqual(scaler)
    const live = createLiveStrategy(bundle)
    const batch = model.predict(scaled)
    for (let row = split; row < bars.length; row++) {
      const { probabilities } = live.next(barAt(bars, row))
      expect([...probabilities]).toEqual(model.classNames.map((_, k) => batch.data[row * batch.classes + k]))
    }
  },
)
