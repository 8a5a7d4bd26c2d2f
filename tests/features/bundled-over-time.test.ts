import { createBundle, createLiveStrategy, featureStateBefore, parseBundle, writeBundle } from 'barcast/bundles'
import { barAt, sliceBars } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createModelManager } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { expect, it } from 'vitest'

const timeframeMs = 900_000
const bars = simulateBars({ seed: 33, length: 500, timeframeMs })
const config = {
  set: 'classic',
  timeframeMs,
  gaps: 'refuse',
  higher: [{ timeframe: '1h', set: 'classic' }],
  session: { timeZone: 'Europe/Berlin', open: '09:00', close: '17:30' },
  features: ['rsi_7', 'rsi_7_1h', 'price_change_5_1h', 'minutes_to_close', 'lead'],
  userFeatures: [{ name: 'lead', operator: 'subtract', of: ['rsi_7', 'rsi_7_1h'] }],
} as const

it('a bundle carries features over longer bars and sessions: live, also restarted, gives the bits of the batch', async () => {
  const engineer = createFeatureEngineer(config)
  const features = engineer.engineerFeatures(bars)
  const [split, first] = [330, engineer.warmupBars]
  const y = Array.from({ length: split - first }, (_, i) => (bars.close[first + i]! > bars.open[first + i]! ? 'buy' : 'sell'))
  const params = { num_iterations: 3, num_leaves: 4 }
  const { model } = await createModelManager().trainModel(features.slice(first, split), y, { modelType: 'lightgbm', params })
  const startMs = bars.openTimeMs[split]!
  const featureState = featureStateBefore(engineer, bars, startMs)
  // Made by a clock at which the first live bar has not closed: that it comes is all the same.
  const clocked = createFeatureEngineer(config, { clock: { nowMs: () => startMs } })
  const content = { scaler: undefined, model, featureState, startMs, symbol: bars.symbol, timeframeMs }
  const text = writeBundle(createBundle({ engineer: clocked, ...content }))
  expect(text).toBe(writeBundle(createBundle({ engineer, ...content })))
  const bundle = parseBundle(text)
  const batch = model.predict(features)
  let live = createLiveStrategy(bundle)
  for (let row = split; row < bars.length; row++) {
    const bar = barAt(bars, row)
    live.next({ ...bar, close: bar.high })
    if (row % 20 === 3) live = createLiveStrategy(bundle, { snapshot: JSON.parse(JSON.stringify(live.snapshot())) })
    const { probabilities } = live.replaceLast(bar)
    expect([...probabilities]).toEqual(model.classNames.map((_, k) => batch.data[row * batch.classes + k]))
  }
  expect(() => createLiveStrategy(bundle).next(barAt(bars, split + 2))).toThrow(expect.objectContaining({ code: 'features/gap' }))
})

it('a history that goes on has the rows of the whole', () => {
  const engineer = createFeatureEngineer(config)
  const whole = engineer.engineerFeatures(bars)
  let state: Parameters<typeof engineer.continueFeatures>[1]
  let from = 0
  for (const to of [1, 2, 130, 131, 300, 500]) {
    const { features, state: after } = engineer.continueFeatures(sliceBars(bars, 0, to), state)
    for (const name of engineer.names) expect(features.column(name)).toEqual(whole.column(name).subarray(from, to))
    state = after
    from = to
  }
  // Nothing but columns of longer bars: the graph is empty.
  const higher = createFeatureEngineer({ ...config, features: ['rsi_7_1h'] })
  const begun = higher.continueFeatures(sliceBars(bars, 0, 200))
  expect(higher.continueFeatures(bars, begun.state).features.column('rsi_7_1h')).toEqual(whole.column('rsi_7_1h').subarray(200))
})
