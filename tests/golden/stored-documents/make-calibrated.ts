/*
 * Writes calibrated-v1.json beside itself: a small model under each method of calibration as version 1 stored it, and what it said of a few rows. Later versions must say the same. Run it
 * once per format version, never to make a failing test pass: `tsx tests/golden/stored-documents/make-calibrated.ts`.
 */
import { writeFileSync } from 'node:fs'
import { createFrame, createRandom, encodeFloats } from 'barcast/core'
import { calibrateModel, createModelManager, fitCalibrator, writeModel } from 'barcast/models'

const random = createRandom(19)
const draw = (): Float64Array => Float64Array.from({ length: 160 }, () => random.normal())
const [trend, noise] = [draw(), draw()]
const y = Int32Array.from(trend, (x, i) => (x + 0.8 * noise[i]! > 0.5 ? 2 : x < -0.5 ? 0 : 1))
const X = createFrame({ columns: { trend, noise } })
const inputs = [
  [0.5, -1.25],
  [-2, 0],
  [0.01, NaN],
]
const documents = []
for (const method of ['platt', 'isotonic', 'beta', 'temperature'] as const) {
  const spec = { modelType: 'logistic_regression', classes: ['sell', 'hold', 'buy'] } as const
  const { model } = await createModelManager().trainModel(X.slice(0, 80), y.slice(0, 80), spec)
  const calibrated = calibrateModel(model, fitCalibrator(model.predict(X.slice(80, 160)), y.slice(80), { method }))
  const out = new Float64Array(3)
  const outputs = inputs.map((row) => {
    calibrated.predictRow(Float64Array.from(row), out)
    return encodeFloats(out)
  })
  documents.push({ method, text: writeModel(calibrated, { made: 'by make-calibrated.ts' }), outputs })
}
const rows = inputs.map((row) => encodeFloats(Float64Array.from(row)))
writeFileSync(new URL('calibrated-v1.json', import.meta.url), `${JSON.stringify({ inputs: rows, documents }, null, 1)}\n`)
