/*
 * Writes bundle-v1.json, model-v1.json and expected-v1.json beside itself: documents of format version 1 that later versions must still run,
 * or refuse by name. Run it once per format version or version of the feature definitions, never to make a failing test pass, with a name of its own for what it writes:
 * `tsx tests/golden/stored-documents/make.ts v1-definitions-3`.
 */
import { writeFileSync } from 'node:fs'
import { createBundle, createLiveStrategy, featureStateBefore, writeBundle } from 'barcast/bundles'
import { barAt, encodeFloats } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { createMemoryStore } from 'barcast/memory'
import { createModelManager } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { runWalkForward } from 'barcast/training'
import { walkForward } from 'barcast/validation'

const bars = simulateBars({ seed: 20, length: 400 })
const engineer = createFeatureEngineer({ features: ['rsi_14', 'roc_12'] })
const store = createMemoryStore()
const manager = createModelManager({ store })
const { folds } = await runWalkForward(manager, {
  X: engineer.engineerFeatures(bars),
  labels: createDataLabeler({ horizonBars: [5], thresholds: { strongSell: -Infinity, sell: -0.002, buy: 0.002, strongBuy: Infinity } })
    .labelData(bars, { method: 'return_based' })
    .spans('label_5bars'),
  splitter: walkForward({ folds: 1, minTrainShare: 0.9 }),
  modelType: 'lightgbm',
  params: { num_iterations: 3, num_leaves: 4 },
})
const { model, scaler, testFromMs: startMs } = folds[0]!
const bundle = createBundle({
  engineer,
  scaler,
  model,
  rule: { minConfidence: 0.35 },
  featureState: featureStateBefore(engineer, bars, startMs),
  startMs,
  symbol: bars.symbol,
  timeframeMs: bars.timeframeMs,
})
await manager.saveModel(model, 'v1', { made: 'by make.ts' })

const strategy = createLiveStrategy(bundle)
const rows = [...bars.openTimeMs.keys()].filter((row) => bars.openTimeMs[row]! >= startMs)
const decisions = rows.map((row) => strategy.next(barAt(bars, row)))
const expected = {
  bars: rows.map((row) => barAt(bars, row)),
  signals: decisions.map(({ signal }) => signal),
  probabilities: decisions.map(({ probabilities }) => encodeFloats(probabilities)),
  modelInput: [0.5, -1.25],
  modelOutput: encodeFloats(
    ((out) => {
      model.predictRow(Float64Array.of(0.5, -1.25), out)
      return out
    })(new Float64Array(model.classNames.length)),
  ),
}
const version = process.argv[2]
if (version === undefined) throw new Error('Usage: make.ts VERSION, which names the files')
const write = (name: string, text: string): void => writeFileSync(new URL(name, import.meta.url), text)
write(`bundle-${version}.json`, writeBundle(bundle))
write(`model-${version}.json`, new TextDecoder().decode(await store.get('models/v1')))
write(`expected-${version}.json`, `${JSON.stringify(expected)}\n`)
