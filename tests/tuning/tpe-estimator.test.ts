import { readFileSync } from 'node:fs'
import { createRandom, log } from 'barcast/core'
import type { Direction, NumberDimension, ParamValue, SearchDimension, SearchSpace, TrialRecord } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { choiceKernels } from '../../src/tuning/choice-kernels.js'
import { fitNormalKernels } from '../../src/tuning/normal-kernels.js'
import { ParameterColumn } from '../../src/tuning/parameter-column.js'
import { kernelWeights, parzenEstimator } from '../../src/tuning/parzen-estimator.js'
import { intersectionOfSpaces, sharedSpace } from '../../src/tuning/shared-space.js'
import { learnDensities } from '../../src/tuning/tpe-sampler.js'
import { splitTrials } from '../../src/tuning/trial-split.js'
import { TrialTable } from '../../src/tuning/trial-table.js'

interface Side {
  numbers: number[]
  weights: number[]
  mus?: number[]
  sigmas?: number[]
  choices?: number[][]
  logDensity: number[]
}

interface Case {
  name: string
  dimension: SearchDimension
  direction: Direction
  trials: { value: number | null; param?: ParamValue }[]
  points: number[]
  below: Side
  above: Side
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/optuna/estimator.json', import.meta.url), 'utf8')) as { cases: Case[] }

function recordsOf({ trials, dimension }: Case): TrialRecord[] {
  return trials.map(({ value, param }, number) => {
    const facts = {
      number,
      params: param === undefined ? {} : { p: param },
      space: param === undefined ? {} : { p: dimension },
      startedMs: 0,
      finishedMs: 0,
    }
    return value === null ? { ...facts, state: 'pruned' } : { ...facts, state: 'complete', value, values: [value] }
  })
}

function observationsOf(records: readonly TrialRecord[], dimension: SearchDimension): number[] {
  const values = records.flatMap(({ params }) => (params.p === undefined ? [] : [params.p]))
  return values.map((value) => (dimension.type === 'choice' ? dimension.choices.indexOf(value) : Number(value)))
}

function tableOf(trials: readonly TrialRecord[], directions: readonly Direction[]): TrialTable {
  const table = new TrialTable(directions, intersectionOfSpaces)
  table.show(trials, -1, false)
  return table
}

function columnOf(observations: readonly number[], dimension: SearchDimension): ParameterColumn {
  const column = new ParameterColumn()
  column.append(observations.map((value) => (dimension.type !== 'choice' && dimension.log === true ? log(value) : value)))
  return column
}

const placesOf = (observations: readonly number[]): Int32Array => Int32Array.from(observations, (_, place) => place)

function estimatorOf(observations: readonly number[], dimension: SearchDimension) {
  return parzenEstimator(placesOf(observations), [{ column: columnOf(observations, dimension), dimension }])
}

/** Largest difference, relative to the larger of 1 and the expected value. */
function distance(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length)
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value) / Math.max(1, Math.abs(value))), 0)
}

describe('equal to what Optuna 4.9.0 learns', () => {
  it('from 100 histories: the split, the kernels and the densities within 1e-9', () => {
    expect(cases).toHaveLength(100)
    for (const golden of cases) {
      const { name, dimension, direction, trials, points } = golden
      const good = Math.min(Math.ceil(0.1 * trials.length), 25)
      const records = recordsOf(golden)
      const split = splitTrials(tableOf(records, [direction]), good)
      for (const side of ['below', 'above'] as const) {
        const expected = golden[side]
        expect([...split[side]], `${name}, ${side}`).toEqual(expected.numbers)
        const chosen = [...split[side]].map((row) => records[row]!)
        const observations = observationsOf(chosen, dimension)
        expect(distance(kernelWeights(observations.length), expected.weights), name).toBeLessThan(1e-12)
        if (dimension.type === 'choice') {
          const kernels = choiceKernels(observations, dimension.choices.length)
          dimension.choices.forEach((_, choice) => {
            const logs = new Float64Array(observations.length + 1)
            kernels.addConstants(logs)
            const restOf = kernels.restAt(choice)
            for (let k = 0; k < logs.length; k++) logs[k]! += restOf(k, -Infinity)
            expect(
              distance(
                logs.map((x) => Math.exp(x)),
                expected.choices!.map((row) => row[choice]!),
              ),
              name,
            ).toBeLessThan(1e-12)
          })
        } else {
          const { mus, sigmas } = fitNormalKernels(
            columnOf(observations, dimension),
            { rows: placesOf(observations), places: placesOf(observations) },
            dimension,
          )
          expect(distance(mus, expected.mus!), name).toBeLessThan(1e-12)
          expect(distance(sigmas, expected.sigmas!), name).toBeLessThan(1e-12)
        }
        const estimator = estimatorOf(observations, dimension)
        const densities = points.map((point) => estimator.logDensity([point]))
        expect(distance(densities, expected.logDensity), `${name}, ${side}`).toBeLessThan(1e-9)
      }
    }
  })
})

interface Joint {
  space: SearchSpace
  cases: {
    direction: Direction
    trials: { value: number; params: Record<string, ParamValue> }[]
    together: string[]
    points: Record<string, ParamValue>[]
    below: number[]
    above: number[]
  }[]
}

describe('equal to what Optuna 5.0.0 learns of parameters together', () => {
  it('from 8 histories with a parameter that some trials lack: which ones, and their joint densities within 1e-9', () => {
    const joint = JSON.parse(readFileSync(new URL('../golden/optuna/joint.json', import.meta.url), 'utf8')) as Joint
    expect(joint.cases).toHaveLength(8)
    for (const { direction, trials, together, points, below, above } of joint.cases) {
      const records = trials.map(({ value, params }, number): TrialRecord => {
        const space = Object.fromEntries(Object.keys(params).map((name) => [name, joint.space[name]!]))
        return { number, params, space, state: 'complete', value, values: [value], startedMs: 0, finishedMs: 0 }
      })
      const shared = sharedSpace(records)
      expect(Object.keys(shared)).toEqual(together)
      const table = tableOf(records, [direction])
      const { likely, unlikely } = learnDensities(shared, table, splitTrials(table, Math.min(Math.ceil(0.1 * trials.length), 25)))
      const rows = points.map((point) =>
        Object.entries(shared).map(([name, dimension]) =>
          dimension.type === 'choice' ? dimension.choices.indexOf(point[name]!) : Number(point[name]),
        ),
      )
      expect(
        distance(
          rows.map((row) => likely.logDensity(row)),
          below,
        ),
      ).toBeLessThan(1e-9)
      expect(
        distance(
          rows.map((row) => unlikely.logDensity(row)),
          above,
        ),
      ).toBeLessThan(1e-9)
    }
  })
})

describe('draws', () => {
  const numbers: [string, NumberDimension, number[]][] = [
    ['a float', { type: 'float', low: -3, high: 7 }, [0, 0.5, 4]],
    ['a logarithm', { type: 'float', low: 1e-5, high: 0.3, log: true }, [1e-4, 0.01, 0.2]],
    ['whole numbers', { type: 'int', low: 1, high: 6 }, [2, 2, 6]],
    ['whole numbers by logarithm', { type: 'int', low: 1, high: 9, log: true }, [1, 3]],
    ['steps', { type: 'float', low: 0.1, high: 0.9, step: 0.1 }, [0.3, 0.9]],
  ]

  it.each(numbers)('%s come as often as their density says', (_, dimension, observations) => {
    const estimator = estimatorOf(observations, dimension)
    const random = createRandom(5)
    const drawn = Array.from({ length: 4000 }, () => estimator.draw(random)[0]!)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(dimension.low)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(dimension.high)
    const values = [...new Set(drawn)].sort((a, b) => a - b)
    if (values.length < 10) {
      // Probabilities of all steps sum to 1, and each is met within five standard errors.
      const shares = values.map((value) => Math.exp(estimator.logDensity([value])))
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      values.forEach((value, k) => {
        const share = drawn.filter((x) => x === value).length / drawn.length
        expect(Math.abs(share - shares[k]!)).toBeLessThan(5 * Math.sqrt((shares[k]! * (1 - shares[k]!)) / drawn.length))
      })
      return
    }
    // The share below a threshold is the integral of the density up to it (midpoints; in the logarithm where that is what the density is of).
    const scale = dimension.log === true ? Math.log : (x: number) => x
    const unscale = dimension.log === true ? Math.exp : (x: number) => x
    const [from, to] = [scale(dimension.low), scale(dimension.high)]
    for (const part of [0.25, 0.5, 0.8]) {
      const width = ((to - from) * part) / 2000
      let mass = 0
      for (let k = 0; k < 2000; k++) mass += width * Math.exp(estimator.logDensity([unscale(from + (k + 0.5) * width)]))
      const share = drawn.filter((x) => scale(x) < from + (to - from) * part).length / drawn.length
      expect(Math.abs(share - mass)).toBeLessThan(5 * Math.sqrt((mass * (1 - mass)) / drawn.length) + 1e-4)
    }
  })

  it('choices come as often as their probability', () => {
    const estimator = estimatorOf([2, 2, 0], { type: 'choice', choices: ['a', 'b', 'c'] })
    const random = createRandom(5)
    const counts = [0, 0, 0]
    for (let k = 0; k < 4000; k++) counts[estimator.draw(random)[0]!]! += 1
    counts.forEach((count, k) => {
      const share = Math.exp(estimator.logDensity([k]))
      expect(Math.abs(count / 4000 - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 4000))
    })
  })
})
