import { readFileSync } from 'node:fs'
import { createRandom, decodeFloats } from 'barcast/core'
import { ksTest, labelDrift } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'
import { kolmogorovTail } from '../../src/monitoring/kolmogorov.js'
import { weightedLine } from '../../src/monitoring/significance.js'

interface Progression {
  from: number
  step: number
  count: number
}
interface Golden {
  ks: { name: string; a: string; b: string; statistic: number; p: number }[]
  ks_large: { a: Progression; b: Progression; method: string; statistic: number; p: number }[]
  kstwo: [number, number, number][]
  chi2: { table: [number[], number[]]; statistic: number; p: number; dof: number }[]
  trend: { x: number[]; y: number[]; w: number[]; slope: number; p_falling: number }[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/scipy/drift.json', import.meta.url), 'utf8')) as Golden
const progression = ({ from, step, count }: Progression): Float64Array => Float64Array.from({ length: count }, (_, i) => from + step * i)
const relative = (found: number, wanted: number): number => Math.abs(found / wanted - 1)

describe('ksTest equals scipy.stats.ks_2samp', () => {
  it.each(golden.ks.map((sample) => [sample.name, sample] as const))('exactly: %s', (_, { a, b, statistic, p }) => {
    const found = ksTest(decodeFloats(a), decodeFloats(b))
    expect(Math.abs(found.statistic - statistic)).toBeLessThan(2e-16)
    expect(relative(found.pValue, p)).toBeLessThan(1e-11)
    expect(found.method).toBe('exact')
  })

  it('beyond 10,000 values, asymptotic or exact where one sample is small', () => {
    for (const { a, b, method, statistic, p } of golden.ks_large) {
      const found = ksTest(progression(a), progression(b))
      expect(found.method).toBe(method === 'asymp' ? 'asymptotic' : 'exact')
      expect(Math.abs(found.statistic - statistic)).toBeLessThan(1e-15)
      expect(relative(found.pValue, p)).toBeLessThan(1e-11)
    }
  })

  it('in the distribution of the one-sample statistic', () => {
    for (const [n, d, p] of golden.kstwo) {
      const found = kolmogorovTail(n, d)
      // Below z = 0.6 the p-value is above 0.8 and SciPy takes an exact formula instead of the expansion.
      if (d * Math.sqrt(n) < 0.6) expect(Math.abs(found - p)).toBeLessThan(3e-6)
      else expect(relative(found, p)).toBeLessThan(1e-12)
    }
    expect([kolmogorovTail(1000, 0.001), kolmogorovTail(1000, 0.9)]).toEqual([1, 0])
  })

  it('whatever the order, without missing values, and symmetrically', () => {
    const random = createRandom(3)
    const [a, b] = [90, 130].map((n) => Float64Array.from({ length: n }, () => random.normal()))
    const plain = ksTest(a!, b!)
    const holes = Float64Array.from([...random.shuffle(a!.slice()), NaN, NaN])
    expect(ksTest(holes, b!)).toEqual(plain)
    expect(ksTest(b!, a!)).toMatchObject({ statistic: plain.statistic, pValue: plain.pValue, rows: [130, 90] })
  })
})

describe('labelDrift equals scipy.stats.chi2_contingency', () => {
  it('without continuity correction', () => {
    for (const { table, statistic, p, dof } of golden.chi2) {
      const [baseline, current] = table.map((counts) => counts.flatMap((count, k) => Array<string>(count).fill(`class ${k}`)))
      const found = labelDrift(current!, baseline!)
      expect(Math.abs(found.statistic - statistic)).toBeLessThanOrEqual(1e-12 * statistic)
      expect(relative(found.pValue, p)).toBeLessThan(1e-12)
      expect(found.degreesOfFreedom).toBe(dof)
    }
  })
})

describe('the trend test', () => {
  it('equals linregress, and its weighted form numpy and scipy.stats.t', () => {
    for (const { x, y, w, slope, p_falling } of golden.trend) {
      const found = weightedLine(x, y, w)
      expect(relative(found.slope, slope)).toBeLessThan(1e-10)
      expect(relative(found.pFalling, p_falling)).toBeLessThan(1e-10)
    }
  })
  it('is defined for level and for upright points', () => {
    expect(weightedLine([1, 2, 3], [0.1, 0.1, 0.1], [1, 5, 2])).toEqual({ slope: 0, pFalling: 0.5, scatter: 0 })
    expect(weightedLine([2, 2, 2], [0.1, 0.2, 0.1], [1, 1, 1])).toEqual({ slope: NaN, pFalling: NaN, scatter: NaN })
  })
})
