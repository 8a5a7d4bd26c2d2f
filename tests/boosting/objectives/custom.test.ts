import { type CustomMetric, type CustomObjective, trainBooster } from 'barcast/boosting'
import { describe, expect, test } from 'vitest'

const rows = 80
const x = [Float64Array.from({ length: rows }, (_, i) => (i * 37) % rows), Float64Array.from({ length: rows }, (_, i) => (i * 23) % 7)]
const y = x[0]!.map((value) => value / 10)
const params = { minDataInLeaf: 5 }
const squared: CustomObjective = (scores, { labels }) => ({
  gradients: scores.map((score, i) => score - labels[i]!),
  hessians: new Float64Array(scores.length).fill(1),
})

describe('custom objectives', () => {
  test('learn what they are told, and predict raw scores', async () => {
    const own = await trainBooster({ x, y, params, rounds: 10, objective: squared })
    const known = await trainBooster({ x, y, params: { ...params, boostFromAverage: false }, rounds: 10 })
    expect(own.objective).toBe('none')
    expect(own.toLightgbmText()).not.toContain('objective=')
    expect([...own.predict(x)]).toEqual([...known.predictRaw(x)])
  })

  test('are named none in the parameters, or not at all', async () => {
    const named = await trainBooster({ x, y, params: { ...params, objective: 'custom' }, rounds: 2, objective: squared })
    expect(named.objective).toBe('none')
    const both = trainBooster({ x, y, params: { ...params, objective: 'binary' }, objective: squared })
    await expect(both).rejects.toMatchObject({
      code: 'boosting/parameter-conflict',
      message: expect.stringContaining('found a function and binary'),
    })
    const neither = trainBooster({ x, y, params: { ...params, objective: 'none' } })
    await expect(neither).rejects.toThrow('objective none goes with a custom objective, found no function')
    const forest = { ...params, boosting: 'rf', baggingFreq: 1, baggingFraction: 0.5 } as const
    await expect(trainBooster({ x, y, params: forest, objective: squared })).rejects.toThrow(
      'a random forest cannot take a custom objective',
    )
  })

  test.each([
    ['too few gradients', () => ({ gradients: [1], hessians: [1] }), 'gradients must be 80 numbers, found 1'],
    ['nothing', () => undefined, 'gradients must be 80 numbers, found undefined'],
    [
      'NaN',
      () => ({ gradients: new Float64Array(rows).fill(NaN, 3, 4), hessians: new Float64Array(rows) }),
      'gradients must be finite, found NaN at row 3',
    ],
    [
      'Infinity',
      () => ({ gradients: new Float64Array(rows), hessians: new Float64Array(rows).fill(1e39, 5) }),
      'hessians must be finite, found 1e+39 at row 5',
    ],
  ])('that give %s are refused', async (_, objective, message) => {
    await expect(trainBooster({ x, y, params, objective: objective as unknown as CustomObjective })).rejects.toMatchObject({
      code: 'boosting/custom-objective',
      message: expect.stringContaining(message),
    })
  })
})

describe('custom metrics', () => {
  const worst: CustomMetric = {
    name: 'worst',
    higherIsBetter: false,
    evaluate: (predictions, { labels }) => predictions.reduce((most, value, i) => Math.max(most, Math.abs(value - labels[i]!)), 0),
  }
  const positive = y.map((value) => value + 0.5)

  test('see predictions, are told last, and may stop training', async () => {
    const names: string[][] = []
    const values: number[] = []
    const booster = await trainBooster({
      x,
      y: positive,
      params: { ...params, objective: 'poisson', earlyStoppingRound: 3, metric: 'l2' },
      rounds: 5,
      valid: { x, y: positive },
      metric: worst,
      onRound({ metrics }) {
        names.push(Object.keys(metrics.valid!))
        values.push(metrics.valid!.worst!)
      },
    })
    expect(names[0]).toEqual(['l2', 'worst'])
    expect(values.at(-1)).toBe(worst.evaluate(booster.predict(x), { labels: Float32Array.from(positive), weights: undefined }))
  })

  test('that are no number are refused', async () => {
    const run = trainBooster({ x, y, params, valid: { x, y }, metric: { ...worst, evaluate: () => NaN }, onRound: () => undefined })
    await expect(run).rejects.toMatchObject({ code: 'boosting/custom-metric' })
  })
})
