import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adaptationRates,
  defaultPopulationSize,
  firstDistribution,
  nextDistribution,
  pointAt,
  type SearchDistribution,
} from '../../src/tuning/covariance-adaptation.js'
import { holdMargin, onSteps } from '../../src/tuning/integer-margin.js'
import { symmetricEigen } from '../../src/tuning/symmetric-eigen.js'
import { warmStart } from '../../src/tuning/warm-start.js'

interface Told {
  points: number[][]
  values: number[]
  mean: number[]
  sigma: number
}
interface Case {
  population: number
  start: { mean: number[]; sigma: number }
  generations: Told[]
  covariance: number[]
  pathSigma: number[]
  pathCovariance: number[]
}
interface MarginCase extends Omit<Case, 'generations'> {
  steps: number[]
  least: number
  generations: (Told & { tried: number[][]; scales: number[] })[]
}
interface Golden {
  full: Case[]
  separable: Case[]
  margin: MarginCase[]
  warm: { points: number[][]; values: number[]; mean: number[]; sigma: number; covariance: number[] }[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/cmaes/updates.json', import.meta.url), 'utf8')) as Golden

/** Largest difference, relative to the largest expected number. */
function distance(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length)
  const scale = Math.max(...expected.map(Math.abs)) || 1
  return Math.max(...expected.map((value, i) => Math.abs(found[i]! - value))) / scale
}

const solutionsOf = ({ points, values }: Told) => points.map((point, k) => ({ point: Float64Array.from(point), value: values[k]! }))

describe('updates equal those of cmaes 0.13.1', () => {
  const cases = [...golden.full.map((one) => [one, false] as const), ...golden.separable.map((one) => [one, true] as const)]
  it.each(cases.map(([one, separable]) => [one.start.mean.length, one.population, separable, one] as const))(
    '%i parameters, %i points, separable: %s',
    (size, population, separable, { start, generations, ...end }) => {
      const rates = adaptationRates(size, population, separable)
      let found: SearchDistribution = firstDistribution(Float64Array.from(start.mean), start.sigma)
      for (const told of generations) {
        found = nextDistribution(found, rates, solutionsOf(told))
        expect(distance(found.mean, told.mean)).toBeLessThan(1e-12)
        expect(distance([found.sigma], [told.sigma])).toBeLessThan(1e-12)
      }
      expect(distance(found.covariance, end.covariance)).toBeLessThan(1e-12)
      expect(distance(found.pathSigma, end.pathSigma)).toBeLessThan(1e-12)
      expect(distance(found.pathCovariance, end.pathCovariance)).toBeLessThan(1e-12)
    },
  )

  it('the population of some dimensions too', () => {
    const defaults = golden.full.filter(({ population }, k) => [0, 1, 4].includes(k) && population > 0)
    expect(defaults.map(({ start }) => defaultPopulationSize(start.mean.length))).toEqual(defaults.map(({ population }) => population))
  })

  // SciPy's quantile of a chi-squared value near 1 keeps about 1e-10 of it; ours is exact.
  it.each(golden.margin.map((one) => [one.steps, one] as const))(
    'with margin, steps %j',
    (steps, { population, least, start, generations }) => {
      const size = steps.length
      const rates = adaptationRates(size, population, false)
      const margin = { steps, least }
      let found = firstDistribution(Float64Array.from(start.mean), start.sigma)
      let scales = new Float64Array(size).fill(1)
      let changed = 0
      for (const told of generations) {
        for (const [k, point] of told.points.entries())
          expect(distance(onSteps(margin, found.mean, scales, Float64Array.from(point)), told.tried[k]!)).toBeLessThan(1e-9)
        const held = holdMargin(margin, nextDistribution(found, rates, solutionsOf(told)), scales)
        changed += held.scales.some((scale, i) => scale !== scales[i]) ? 1 : 0
        found = held.distribution
        scales = Float64Array.from(held.scales)
        expect(distance(found.mean, told.mean)).toBeLessThan(1e-9)
        expect(distance([found.sigma], [told.sigma])).toBeLessThan(1e-9)
        expect(distance(scales, told.scales)).toBeLessThan(1e-9)
      }
      expect(changed).toBeGreaterThan(5)
    },
  )

  it.each(golden.warm)('warm start $#', ({ points, values, mean, sigma, covariance }) => {
    const found = warmStart(solutionsOf({ points, values, mean, sigma }))
    expect(distance(found.mean, mean)).toBeLessThan(1e-12)
    expect(distance([found.sigma], [sigma])).toBeLessThan(1e-12)
    expect(distance(found.covariance, covariance)).toBeLessThan(1e-12)
  })
})

describe('eigenvalues of symmetric matrices', () => {
  const symmetric = fc.integer({ min: 1, max: 7 }).chain((size) =>
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: size * size, maxLength: size * size }).map((given) => ({
      size,
      matrix: Float64Array.from(given, (_, at) => given[Math.min(at, (at % size) * size + Math.floor(at / size))]!),
    })),
  )

  it('rebuild the matrix, with axes at right angles', () => {
    fc.assert(
      fc.property(symmetric, ({ size, matrix }) => {
        const { values, vectors } = symmetricEigen(matrix, size)
        const scale = Math.max(1, ...matrix.map(Math.abs))
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            let rebuilt = 0
            let product = 0
            for (let k = 0; k < size; k++) {
              rebuilt += vectors[i * size + k]! * values[k]! * vectors[j * size + k]!
              product += vectors[k * size + i]! * vectors[k * size + j]!
            }
            expect(Math.abs(rebuilt - matrix[i * size + j]!)).toBeLessThan(1e-12 * scale)
            expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-13)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('the standard deviations of what is drawn', () => {
    const covariance = Float64Array.from([4, 1.2, 1.2, 1])
    const distribution = firstDistribution(Float64Array.from([3, -2]), 0.5, covariance)
    const column = (k: number): Float64Array =>
      pointAt(
        distribution,
        Float64Array.from([0, 1], (_, i) => (i === k ? 1 : 0)),
      )
    const steps = [column(0), column(1)].map((point) => [point[0]! - 3, point[1]! + 2])
    const spread = (i: number, j: number): number => steps.reduce((sum, step) => sum + step[i]! * step[j]!, 0)
    expect(distance([spread(0, 0), spread(0, 1), spread(1, 1)], [1, 0.3, 0.25])).toBeLessThan(1e-14)
  })
})

it('a distribution that has shrunk to a point stays where it is', () => {
  const rates = adaptationRates(2, 6, false)
  let found = firstDistribution(Float64Array.from([0.5, 0.5]), 1e-13)
  for (let k = 0; k < 200; k++)
    found = nextDistribution(
      found,
      rates,
      Array.from({ length: 6 }, () => ({ point: found.mean, value: 1 })),
    )
  expect(found.generation).toBe(200)
  expect(found.sigma).toBeGreaterThan(1e-15)
  expect([...found.mean, ...found.covariance].every(Number.isFinite)).toBe(true)
})
