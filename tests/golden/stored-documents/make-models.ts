/*
 * Writes models-v1.json beside itself: a small model of each type as version 1 stored it, and what it said of a few rows, one of them with
 * missing values. Later versions must say the same. Run it once per format version, never to make a failing test pass:
 * `tsx tests/golden/stored-documents/make-models.ts`.
 */
import { writeFileSync } from 'node:fs'
import { createFrame, createRandom, encodeFloats } from 'barcast/core'
import { createModelManager, type TrainOptions, writeModel } from 'barcast/models'

const random = createRandom(9)
const draw = (): Float64Array => Float64Array.from({ length: 120 }, () => random.normal())
const [trend, noise, gappy] = [draw(), draw(), draw().map((x, i) => (i % 5 === 0 ? NaN : x))]
const y = Array.from(trend, (x, i) => (x + 0.3 * noise[i]! > 0.5 ? 'buy' : x < -0.5 ? 'sell' : 'hold'))
const X = createFrame({ columns: { trend, noise, gappy } })

const specs: TrainOptions[] = [
  { modelType: 'lightgbm', params: { num_iterations: 3, num_leaves: 4, min_data_in_leaf: 5, class_weight: 'balanced' } },
  { modelType: 'xgboost', params: { n_estimators: 3, max_depth: 2 } },
  { modelType: 'random_forest', params: { n_estimators: 3, max_depth: 3 } },
  { modelType: 'logistic_regression' },
]
const inputs = [
  [0.5, -1.25, 0.1],
  [-2, 0, 3],
  [0.01, 0.4, NaN],
]
const documents = []
for (const spec of specs) {
  const { model } = await createModelManager().trainModel(X, y, spec)
  const out = new Float64Array(3)
  const outputs = inputs.map((row) => {
    model.predictRow(Float64Array.from(row), out)
    return encodeFloats(out)
  })
  documents.push({ modelType: spec.modelType, text: writeModel(model, { made: 'by make-models.ts' }), outputs })
}
const rows = inputs.map((row) => encodeFloats(Float64Array.from(row)))
writeFileSync(new URL('models-v1.json', import.meta.url), `${JSON.stringify({ inputs: rows, documents }, null, 1)}\n`)
