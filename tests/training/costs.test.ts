import { createMemoryStore } from 'barcast/memory'
import { createModelManager, type ModelManager, writeModel } from 'barcast/models'
import type { Clock } from 'barcast/ports'
import { createTrainingPipeline, type TrainingPipelineConfig, type Trial } from 'barcast/training'
import { medianPruner } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf, makeMarket } from './sample-data.js'

const { X, labels } = makeMarket({ seed: 5, rows: 160, noise: 0.6 })
const space = {
  num_leaves: { type: 'int', low: 2, high: 16 },
  num_iterations: { type: 'int', low: 1, high: 12 },
} as const
const data = { modelType: 'lightgbm', spans: { t0: labels.t0, t1: labels.t1 }, classes: labels.classes } as const

/** A clock that a training moves on by its number of leaves and rounds, and a manager that keeps every model it trained. */
function timed() {
  const state = { nowMs: 1e12, cpuMs: 0, models: [] as string[], trainings: 0 }
  const inner = createModelManager()
  const manager: ModelManager = {
    ...inner,
    async trainModel(frame, y, options) {
      const trained = await inner.trainModel(frame, y, options)
      const { num_leaves: leaves, num_iterations: rounds } = options.params as { num_leaves: number; num_iterations: number }
      state.nowMs += 10 * leaves * rounds
      state.cpuMs += 17 * leaves * rounds
      state.trainings += 1
      state.models.push(writeModel(trained.model))
      return trained
    },
  }
  const clock: Clock = { nowMs: () => state.nowMs }
  const meter = { read: () => ({ cpuMs: state.cpuMs, memoryBytes: 1000 + state.trainings }) }
  return { state, manager, clock, meter }
}

function search(config: TrainingPipelineConfig, rig = timed(), options = {}) {
  const { manager, clock } = rig
  const pipeline = createTrainingPipeline(manager, {
    clock,
    space,
    cvFolds: 2,
    optimizationTrials: 8,
    seed: 2,
    score: 'logLoss',
    ...config,
  })
  return pipeline.optimizeHyperparameters(X, labels.value, { ...data, ...options })
}

type Complete = Extract<Trial, { state: 'complete' }>

/** Numbers of the points that no other one is as low as everywhere and lower than somewhere, by looking at all pairs. */
function frontByPairs(points: readonly (readonly number[])[]): number[] {
  const beats = (a: readonly number[], b: readonly number[]): boolean => a.every((x, k) => x <= b[k]!) && a.some((x, k) => x < b[k]!)
  return [...points.keys()].filter((i) => !points.some((other) => beats(other, points[i]!)))
}

describe('costs beside the score', () => {
  it('model bytes are those of the stored models, and the front is that of all pairs', async () => {
    const rig = timed()
    const { optimizationHistory, front, bestParams, bestScore } = await search({ alsoMinimize: ['modelBytes'] }, rig)
    const trials = optimizationHistory as Complete[]
    for (const [k, trial] of trials.entries()) {
      const own = rig.state.models.slice(2 * k, 2 * k + 2).map((text) => new TextEncoder().encode(text).length)
      expect(trial.costs).toEqual({ modelBytes: (own[0]! + own[1]!) / 2 })
    }
    expect(front).toEqual(frontByPairs(trials.map(({ score, costs }) => [score, costs!.modelBytes!])))
    expect(front!.length).toBeGreaterThan(1)
    const best = trials.find(({ score }) => score === Math.min(...trials.map((trial) => trial.score)))!
    expect([bestScore, bestParams]).toEqual([best.score, best.params])
    expect(front).toContain(best.trial)
  })

  it('are the same again without the time of day, and part of what a checkpoint must agree on', async () => {
    const objects = createMemoryStore()
    const checkpoint = { objects, key: 'costs' }
    const first = await search({ alsoMinimize: ['modelBytes'] }, timed(), { checkpoint })
    const second = await search({ alsoMinimize: ['modelBytes'], clock: { nowMs: () => 7 } })
    expect(second.record.id).toBe(first.record.id)
    expect(await errorOf(() => search({}, timed(), { checkpoint }))).toMatchObject({ code: 'training/checkpoint-config' })
  })

  it('training time comes from the clock, and again from the checkpoint', async () => {
    const checkpoint = { objects: createMemoryStore(), key: 'time' }
    const alsoMinimize = ['trainingMs'] as const
    const whole = await search({ alsoMinimize }, timed(), { checkpoint })
    for (const { params, costs } of whole.optimizationHistory as Complete[])
      expect(costs!.trainingMs).toBe(10 * Number(params.num_leaves) * Number(params.num_iterations))
    const rig = timed()
    // A clock that stands still would make all trials cost nothing; the stored times do not.
    const again = await search({ alsoMinimize, clock: { nowMs: () => 0 } }, rig, { checkpoint })
    expect(rig.state.trainings).toBe(0)
    expect(again.front).toEqual(whole.front)
    expect(again.record.id).toBe(whole.record.id)
  })

  it.each([
    ['a pruner', { alsoMinimize: ['modelBytes'], pruner: medianPruner() }, 'pruner'],
    ['a cost twice', { alsoMinimize: ['modelBytes', 'modelBytes'] }, 'alsoMinimize'],
    ['an unknown cost', { alsoMinimize: ['size' as 'modelBytes'] }, 'alsoMinimize.0'],
  ] satisfies [string, TrainingPipelineConfig, string][])('refuses %s', async (_, config, path) => {
    expect(await errorOf(() => search(config))).toMatchObject({ code: 'training/config', where: { path } })
  })

  it('refuses a sampler of one objective', async () => {
    expect(await errorOf(() => search({ alsoMinimize: ['modelBytes'], sampler: 'cmaEs' }))).toMatchObject({
      code: 'tuning/several-objectives',
    })
  })
})

describe('what training used', () => {
  it('stands by fold in each trial, and is no part of the id of the record', async () => {
    const rig = timed()
    const metered = await search({ meter: rig.meter, optimizationTrials: 3 }, rig)
    const trials = metered.optimizationHistory as Complete[]
    expect(metered.front).toBeUndefined()
    for (const [k, { params, usage }] of trials.entries()) {
      const work = Number(params.num_leaves) * Number(params.num_iterations)
      expect(usage).toEqual([1, 2].map((fold) => ({ trainingMs: 10 * work, cpuMs: 17 * work, memoryBytes: 1000 + 2 * k + fold })))
    }
    const plain = await search({ optimizationTrials: 3, clock: { nowMs: () => 5 } })
    expect((plain.optimizationHistory[0] as Complete).usage).toEqual([{ trainingMs: 0 }, { trainingMs: 0 }])
    expect(plain.record.id).toBe(metered.record.id)
  })
})
