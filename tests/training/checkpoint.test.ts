import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { BarcastError, createRandom } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import { createModelManager, type ModelManager } from 'barcast/models'
import type { ObjectStore } from 'barcast/ports'
import { createTrainingPipeline, type PipelineOptions, runWalkForward, type WalkForwardRun } from 'barcast/training'
import { walkForward } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import { bundleProgram, writeAndDie } from '../adapters/object-store/processes.js'
import { comparable, runResumablePipeline, runResumableWalk } from './resumable-run.js'
import { errorOf, makeMarket } from './sample-data.js'

const KINDS = { pipeline: runResumablePipeline, walk: runResumableWalk }

/** A store that fails at its n-th write, as if the process had ended there. */
function failingAt(store: ObjectStore, write: number): ObjectStore {
  let writes = 0
  return {
    ...store,
    put(key, bytes) {
      writes += 1
      return writes === write ? Promise.reject(new Error('the process ended')) : store.put(key, bytes)
    },
  }
}

function counting() {
  const manager = createModelManager()
  const count = { trainings: 0 }
  const counter: ModelManager = {
    ...manager,
    trainModel(X, y, options) {
      count.trainings += 1
      return manager.trainModel(X, y, options)
    },
  }
  return { counter, count }
}

describe.each(Object.entries(KINDS))('%s', (kind, run) => {
  it('goes on after a failure at any write with the same result, training only what is missing', async () => {
    const whole = counting()
    const rows = 140
    let writes = 0
    const memory = createMemoryStore()
    const counted: ObjectStore = {
      ...memory,
      put(key, bytes) {
        writes += 1
        return memory.put(key, bytes)
      },
    }
    const expected = await run({ objects: counted, rows, manager: whole.counter })
    if (kind === 'pipeline') expect(expected).not.toMatch(/^0 pruned/)
    expect(writes).toBeGreaterThan(10)
    for (let write = 1; write <= writes; write += kind === 'pipeline' ? 2 : 4) {
      const store = createMemoryStore()
      const broken = counting()
      expect(await errorOf(() => run({ objects: failingAt(store, write), rows, manager: broken.counter }))).toMatchObject({
        message: 'the process ended',
      })
      const rest = counting()
      expect(await run({ objects: store, rows, manager: rest.counter })).toBe(expected)
      // What was written is not trained again; what the failing write was about is.
      expect(broken.count.trainings + rest.count.trainings).toBeLessThanOrEqual(whole.count.trainings + 1)
    }
    const again = counting()
    expect(await run({ objects: memory, rows, manager: again.counter })).toBe(expected)
    // Only the model of the pipeline itself is no part of the checkpoint.
    expect(again.count.trainings).toBe(kind === 'pipeline' ? 1 : 0)
  })
})

describe('outer models', () => {
  const { X, labels } = makeMarket({ seed: 4, rows: 150 })
  it.each(['lightgbm', 'xgboost', 'random_forest', 'logistic_regression'] as const)('of %s come back as they were', async (modelType) => {
    const objects = createMemoryStore()
    const params = {
      lightgbm: { num_iterations: 3 },
      xgboost: { n_estimators: 3 },
      random_forest: { n_estimators: 3 },
      logistic_regression: {},
    }[modelType]
    const run = (manager: ModelManager) =>
      runWalkForward(manager, {
        modelType,
        params,
        X,
        labels,
        splitter: walkForward({ folds: 2 }),
        checkpoint: { objects, key: 'k' },
      } as WalkForwardRun)
    const first = await run(createModelManager())
    const { counter, count } = counting()
    expect(comparable(await run(counter))).toBe(comparable(first))
    expect(count.trainings).toBe(0)
  })
})

describe('killed processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'barcast-killed-run-'))
  const program = bundleProgram(new URL('killed-run.ts', import.meta.url), folder)

  it.each(Object.entries(KINDS))('%s: killed again and again at random moments, it ends as if it never had been', async (kind, run) => {
    const random = createRandom(kind === 'pipeline' ? 21 : 22)
    const store = join(folder, kind)
    const kills: (string | null)[] = []
    for (let attempt = 0; attempt < 3; attempt++) {
      const { said, signal } = await writeAndDie(await program, [store, kind], random.uniform() * 40)
      kills.push(signal)
      if (said.includes('done')) break
    }
    expect(kills[0]).toBe('SIGKILL')
    expect(await run({ objects: createFileStore(store) })).toBe(await run({ objects: createMemoryStore() }))
    if (kind === 'walk') rmSync(folder, { recursive: true })
  })
})

describe('a checkpoint of another run is refused by name', () => {
  const { X, labels } = makeMarket({ seed: 9, rows: 120 })
  const spans = { t0: labels.t0, t1: labels.t1 }
  const begin = async (objects: ObjectStore, { config = {}, x = X, y = labels.value, params = {}, more = {} } = {}) =>
    createTrainingPipeline(createModelManager(), { cvFolds: 2, optimizationTrials: 2, seed: 1, ...config }).optimizeHyperparameters(x, y, {
      modelType: 'logistic_regression',
      params,
      spans,
      classes: labels.classes,
      checkpoint: { objects, key: 'a/b' },
      ...more,
    } as PipelineOptions)
  const flipped = labels.value.map((k, i) => (i === 50 && k >= 0 ? (k + 1) % 3 : k))

  it.each<[string, object, string]>([
    ['another label', { y: flipped }, 'training/checkpoint-data'],
    ['weights', { more: { weights: new Float64Array(120).fill(1) } }, 'training/checkpoint-data'],
    ['another seed', { config: { seed: 2 } }, 'training/checkpoint-config'],
    ['another space', { config: { space: { C: { type: 'float', low: 1, high: 2 } } } }, 'training/checkpoint-config'],
    ['another scaler', { config: { scaler: 'standard' } }, 'training/checkpoint-config'],
    ['other folds', { config: { cvFolds: 3 } }, 'training/checkpoint-config'],
    ['other parameters', { params: { max_iter: 50 } }, 'training/checkpoint-config'],
  ])('%s', async (_, change, code) => {
    const objects = createMemoryStore()
    await begin(objects)
    expect(await errorOf(() => begin(objects, change))).toMatchObject({ code, where: { path: 'checkpoint.key' } })
  })

  it('more trials go on with it', async () => {
    const objects = createMemoryStore()
    const first = await begin(objects)
    const longer = await begin(objects, { config: { optimizationTrials: 4 } })
    const scores = (found: typeof first) => found.optimizationHistory.map((trial) => trial.state === 'complete' && trial.foldScores)
    expect(scores(longer).slice(0, 2)).toEqual(scores(first))
    expect(longer.optimizationHistory).toHaveLength(4)
  })

  it.each<[string, (text: string) => string, string]>([
    ['cut short', (text) => text.slice(0, -20), 'training/checkpoint-format'],
    ['altered', (text) => text.replace(/"score":0\.\d/, '"score":0.9'), 'training/checkpoint-altered'],
    ['of a newer form', (text) => text.replace('"formatVersion":1', '"formatVersion":2'), 'training/checkpoint-version'],
    ['something else', () => '{"kind":"barcast-model"}', 'training/checkpoint-format'],
  ])('%s', async (_, damage, code) => {
    const objects = createMemoryStore()
    await begin(objects)
    const key = 'a/b/trial-000001'
    const text = new TextDecoder().decode(await objects.get(key))
    expect(damage(text)).not.toBe(text)
    await objects.put(key, new TextEncoder().encode(damage(text)))
    expect(await errorOf(() => begin(objects))).toMatchObject({ code, where: { path: key } })
  })

  it('a store that fails ends the search, and is no failed trial', async () => {
    const memory = createMemoryStore()
    const full = (key: string): boolean => key.includes('trial-000001')
    const objects: ObjectStore = {
      ...memory,
      put: (key, bytes) =>
        full(key) ? Promise.reject(new BarcastError('store/full', 'Put object: the disk is full')) : memory.put(key, bytes),
    }
    expect(await errorOf(() => begin(objects))).toMatchObject({ code: 'store/full' })
  })

  it('a sampler that does not repeat itself is found out', async () => {
    const objects = createMemoryStore()
    let draws = 0
    const sampler = { name: 'restless', settings: undefined, suggest: () => 1 + (draws++ % 7) }
    await begin(objects, { config: { sampler } })
    expect(await errorOf(() => begin(objects, { config: { sampler } }))).toMatchObject({ code: 'training/checkpoint-params' })
  })
})
