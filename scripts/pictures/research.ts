import { createBundle, featureStateBefore } from '../../src/bundles/index.js'
import type { Bars } from '../../src/core/index.js'
import { createFeatureEngineer, type FeatureEngineer } from '../../src/features/index.js'
import { createDataLabeler } from '../../src/labels/index.js'
import { createModelManager } from '../../src/models/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { runWalkForward, type WalkForwardResult } from '../../src/training/index.js'
import { walkForward } from '../../src/validation/index.js'

/** What several pictures show different sides of: a simulated market with a weak edge, and the walk-forward over it. */
export interface Research {
  bars: Bars
  engineer: FeatureEngineer
  walk: WalkForwardResult
}

export async function makeResearch(): Promise<Research> {
  const regimes = [
    { driftPerBar: 0.0006, volatilityFactor: 1 },
    { driftPerBar: -0.0006, volatilityFactor: 1 },
  ]
  const bars = simulateBars({ seed: 8, length: 2400, timeframeMs: 3_600_000, regimes, regimePersistence: 0.98 })
  const engineer = createFeatureEngineer({ set: 'classic', timeframeMs: bars.timeframeMs })
  const labels = createDataLabeler({ horizonBars: [6], thresholds: { strongBuy: Infinity, buy: 0, sell: 0, strongSell: -Infinity } })
  const walk = await runWalkForward(createModelManager(), {
    X: engineer.engineerFeatures(bars),
    labels: labels.labelData(bars, { method: 'return_based' }).spans('label_6bars'),
    splitter: walkForward({ folds: 4 }),
    modelType: 'lightgbm',
    params: { num_iterations: 30, num_leaves: 6 },
    seed: 1,
  })
  return { bars, engineer, walk }
}

/** The last fold as a bundle. */
export function bundleOf({ bars, engineer, walk }: Research) {
  const { model, scaler, testFromMs: startMs } = walk.folds.at(-1)!
  const { symbol, timeframeMs } = bars
  return createBundle({ engineer, scaler, model, featureState: featureStateBefore(engineer, bars, startMs), startMs, symbol, timeframeMs })
}
