/*
 * What a live bot waits for, with the built package: import of the root, load of a bundle, one prediction with its features (median, p99, worst), and predictions
 * in bulk. `npm run build && npx tsx benchmarks/live/run.ts`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBundle, createLiveStrategy, featureStateBefore, parseBundle, writeBundle } from 'barcast/bundles'
import { barAt, sliceBars } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager, type ModelSpec } from 'barcast/models'
import { simulateBars } from 'barcast/testing'

const root = join(import.meta.dirname, '../..')
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const quantile = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))]!

const SPECS: ModelSpec[] = [
  { modelType: 'lightgbm', params: { num_iterations: 100, num_leaves: 31 } },
  { modelType: 'xgboost', params: { n_estimators: 100, max_depth: 6 } },
  { modelType: 'random_forest', params: { n_estimators: 100, max_depth: 10 } },
  { modelType: 'logistic_regression', params: {} },
]

/** Milliseconds from the start of an empty process to the end of an import, less those of a process that imports nothing. */
function importTimes(entry: string): number[] {
  const code = `const t = performance.now(); await import('${entry}'); console.log(performance.now() - t)`
  return Array.from({ length: 15 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' })),
  )
}

const history = simulateBars({ seed: 2, length: 6000, timeframeMs: 3_600_000 })
const past = sliceBars(history, 0, 2000)
const engineer = createFeatureEngineer({ set: 'classic', timeframeMs: history.timeframeMs })
const X = engineer.engineerFeatures(past, { warmup: 'drop' })
const labels = createDataLabeler({ horizonBars: [5] })
  .labelData(past, { method: 'volatility_adjusted' })
  .spans('label_5bars')
const offset = past.length - X.length
const rows = Int32Array.from(X.timeMs.keys()).filter((row) => labels.value[row + offset]! >= 0)
const train = X.rows(rows)
const y = Int32Array.from(rows, (row) => labels.value[row + offset]!)
const scaler = engineer.fitScaler(train)
const startMs = history.openTimeMs[2000]!
const folder = mkdtempSync(join(tmpdir(), 'barcast-live-'))

console.log(`${cpus()[0]!.model}, ${cpus().length} cores; Node ${process.version}`)
for (const entry of ['barcast', 'barcast/bundles', 'barcast/indicators', 'barcast/monitoring'])
  console.log(`import ${entry.padEnd(20)} median ${quantile(importTimes(entry), 0.5).toFixed(1)} ms`)
for (const spec of SPECS) {
  const scaled = engineer.scaleFeatures(train, { scaler })
  const { model } = await createModelManager().trainModel(scaled, y, { ...spec, classes: labels.classes })
  const featureState = featureStateBefore(engineer, history, startMs)
  const { symbol, timeframeMs } = history
  const text = writeBundle(createBundle({ engineer, scaler, model, featureState, startMs, symbol, timeframeMs }))
  const file = join(folder, `${spec.modelType}.json`)
  writeFileSync(file, text)
  // Each load in a process of its own: a bot loads its bundle once, before anything is compiled.
  const code = `import { readFileSync } from 'node:fs'; import { createLiveStrategy, parseBundle } from 'barcast/bundles'; const text = readFileSync('${file}', 'utf8'); const t = performance.now(); createLiveStrategy(parseBundle(text)); console.log(performance.now() - t)`
  const loads = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' })),
  )
  const strategy = createLiveStrategy(parseBundle(text))
  const updates: number[] = []
  for (let row = 2000; row < history.length; row++) {
    const bar = barAt(history, row)
    const start = performance.now()
    strategy.next(bar)
    updates.push(performance.now() - start)
  }
  const bulk = engineer.scaleFeatures(engineer.engineerFeatures(history, { warmup: 'drop' }), { scaler })
  for (let k = 0; k < 3; k++) model.predict(bulk)
  const start = performance.now()
  for (let k = 0; k < 5; k++) model.predict(bulk)
  const perSecond = (5 * bulk.length) / ((performance.now() - start) / 1000)
  const kB = (text.length / 1000).toFixed(0)
  console.log(
    `${spec.modelType.padEnd(20)} bundle ${kB.padStart(5)} kB, load ${quantile(loads, 0.5).toFixed(1)} ms; next(bar) median ${(1000 * quantile(updates, 0.5)).toFixed(0)} µs, p99 ${(1000 * quantile(updates, 0.99)).toFixed(0)} µs, worst ${(1000 * Math.max(...updates)).toFixed(0)} µs; predict ${Math.round(perSecond / 1000)} k rows/s`,
  )
}
rmSync(folder, { recursive: true, force: true })
