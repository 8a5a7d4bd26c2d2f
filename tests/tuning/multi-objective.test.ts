import { createStudy, hypervolume, type Study } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 0 }

function told(values: readonly (readonly [number, number])[], constraints: readonly number[] = []): Study {
  const study = createStudy({ directions: ['minimize', 'maximize'], clock })
  values.forEach((value, k) => {
    const trial = study.ask()
    if (constraints.length > 0) trial.setConstraints([constraints[k]!])
    study.tell(trial, value)
  })
  return study
}

describe('several objectives', () => {
  it('the front is what nothing equals everywhere and betters somewhere; equal points all stay', () => {
    const study = told([
      [1, 1],
      [2, 2],
      [2, 1],
      [1, 1],
      [Infinity, Infinity],
      [3, 0],
    ])
    expect(study.bestTrials.map(({ number }) => number)).toEqual([0, 1, 3, 4])
  })

  it('is, of random points, what a pairwise comparison finds', () => {
    const value = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }), (points) => {
        const study = createStudy({ directions: ['minimize', 'minimize', 'minimize'], clock })
        for (const point of points) study.tell(study.ask(), point)
        const isBeaten = (a: readonly number[]) => points.some((b) => b.every((v, k) => v <= a[k]!) && b.some((v, k) => v < a[k]!))
        const expected = points.flatMap((point, i) => (isBeaten(point) ? [] : [i]))
        expect(study.bestTrials.map(({ number }) => number)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('trials that keep their constraints come first; without any, those that break theirs least', () => {
    const points: [number, number][] = [
      [0, 9],
      [1, 1],
      [2, 2],
    ]
    expect(told(points, [1, 0, -1]).bestTrials.map(({ number }) => number)).toEqual([1, 2])
    expect(told(points, [3, 1, 1]).bestTrials.map(({ number }) => number)).toEqual([1, 2])
    expect(createStudy({ directions: ['minimize', 'minimize'] }).bestTrials).toEqual([])
  })

  it('refuses by name what only one objective has, and values that are not one for each', async () => {
    const study = told([[1, 2]])
    expect(await errorOf(() => study.bestTrial)).toMatchObject({
      code: 'tuning/several-objectives',
      message: expect.stringContaining('bestTrials'),
    })
    expect(await errorOf(() => study.bestValue)).toMatchObject({ code: 'tuning/several-objectives' })
    const trial = study.ask()
    expect(await errorOf(() => trial.report(1, 0))).toMatchObject({ code: 'tuning/several-objectives' })
    expect(trial.shouldPrune()).toBe(false)
    expect(await errorOf(() => study.tell(trial, 1))).toMatchObject({ code: 'tuning/value' })
    expect(await errorOf(() => study.tell(trial, [1]))).toMatchObject({ code: 'tuning/value' })
    study.tell(trial, [1, Number.NaN])
    expect(study.trials[1]).toMatchObject({ state: 'failed' })
    expect(await errorOf(() => createStudy({ directions: [] }))).toMatchObject({ code: 'tuning/config' })
    expect(await errorOf(() => createStudy({ direction: 'minimize', directions: ['minimize'] } as never))).toMatchObject({
      code: 'tuning/config',
    })
  })

  it('of one objective, the best keeps its constraints', async () => {
    const study = createStudy({ direction: 'minimize', clock })
    for (const [value, broken] of [
      [1, 2],
      [3, 0],
      [2, -1],
    ] as const) {
      const trial = study.ask()
      trial.setConstraints([broken])
      study.tell(trial, value)
      if (study.trials.length === 1) expect(await errorOf(() => study.bestTrial)).toMatchObject({ code: 'tuning/no-feasible-trial' })
    }
    expect(study.bestTrial).toMatchObject({ number: 2, constraints: [-1] })
  })
})

describe('hypervolume', () => {
  it('of worked cases', () => {
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 1],
          [3, 3],
          [2, 1],
          [9, 0],
        ],
        [4, 4],
      ),
    ).toBe(7)
    expect(hypervolume([[3, 1]], [1, 4], ['maximize', 'minimize'])).toBe(6)
    expect(hypervolume([[1, 1, 1]], [2, 3, 4])).toBe(6)
    expect(hypervolume([], [1, 1])).toBe(0)
    expect(hypervolume([[5], [2]], [4])).toBe(2)
    expect(hypervolume([[-Infinity, 0]], [1, 1])).toBe(Infinity)
  })

  it('counts the cells of a grid that a point is at least as good as', () => {
    const point = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        let cells = 0
        for (let cell = 0; cell < 256; cell++) {
          const corner = [cell & 3, (cell >> 2) & 3, (cell >> 4) & 3, cell >> 6]
          if (points.some((values) => values.every((value, k) => value <= corner[k]!))) cells += 1
        }
        expect(hypervolume(points, [4, 4, 4, 4])).toBe(cells)
      }),
      { numRuns: 100 },
    )
  })

  it('refuses NaN and other lengths', async () => {
    for (const call of [
      () => hypervolume([[1, Number.NaN]], [2, 2]),
      () => hypervolume([[1]], [2, 2]),
      () => hypervolume([[1]], [Infinity]),
    ])
      expect(await errorOf(call)).toMatchObject({ code: 'tuning/hypervolume' })
  })
})
