import type { BoosterParams } from 'barcast/boosting'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExactBackend } from '../../../src/boosting/fast/exact-backend.js'
import { PackedBackend } from '../../../src/boosting/fast/packed-backend.js'
import { PackedPlainBackend } from '../../../src/boosting/packed-plain-backend.js'
import { PlainBackend } from '../../../src/boosting/plain-backend.js'
import { type TwinCase, trainTwin } from './twin.js'

const repeat = (count: number, ...styles: string[]): string[] => Array.from({ length: count }, (_, i) => styles[i % styles.length]!)
const mixed = ['bell', 'missing', 'ties', 'sparse', 'flag', 'infinite', 'positive', 'grid']
const binary: BoosterParams = { objective: 'binary' }
const three: BoosterParams = { objective: 'multiclass', numClass: 3 }

const cases: Record<string, TwinCase> = {
  'one column': { rows: 500, styles: ['bell'], params: binary },
  'three columns': { rows: 500, styles: repeat(3, 'bell', 'missing'), params: binary },
  'seven columns': { rows: 500, styles: repeat(7, ...mixed), params: binary },
  'thirteen columns': { rows: 800, styles: repeat(13, ...mixed), params: binary },
  'sixteen columns': { rows: 800, styles: repeat(16, ...mixed), params: binary },
  'twenty-nine columns': { rows: 800, styles: repeat(29, ...mixed), params: binary },
  'several classes': { rows: 701, styles: repeat(5, ...mixed), params: three },
  'one class against the rest': { rows: 700, styles: repeat(5, ...mixed), params: { objective: 'multiclassova', numClass: 3 } },
  'class weights': { rows: 701, styles: repeat(5, ...mixed), params: { ...binary, scalePosWeight: 3, sigmoid: 0.7 }, weighted: true },
  'weights of several classes': { rows: 700, styles: repeat(5, ...mixed), params: three, weighted: true },
  'squared error': { rows: 4500, styles: repeat(3, ...mixed), params: { objective: 'regression', numLeaves: 60, minDataInLeaf: 1 } },
  'huge labels': { rows: 600, styles: repeat(4, ...mixed), params: { objective: 'regression' }, size: 1e30 },
  'tiny labels': { rows: 600, styles: repeat(4, ...mixed), params: { objective: 'regression' }, size: 1e-38 },
  'absolute error': { rows: 600, styles: repeat(4, ...mixed), params: { objective: 'regression_l1' }, weighted: true },
  'few rows': { rows: 7, styles: repeat(4, ...mixed), params: { ...binary, minDataInLeaf: 1, minDataInBin: 1, minSumHessianInLeaf: 0 } },
  'no bounds on leaves': {
    rows: 300,
    styles: repeat(4, ...mixed),
    params: { ...binary, minDataInLeaf: 0, minSumHessianInLeaf: 0, numLeaves: 200 },
  },
  'deep, at a high rate': {
    rows: 900,
    styles: repeat(5, ...mixed),
    params: { ...binary, numLeaves: 255, minDataInLeaf: 1, learningRate: 1 },
    rounds: 12,
  },
  penalties: { rows: 700, styles: repeat(5, ...mixed), params: { ...binary, lambdaL1: 0.5, lambdaL2: 2, minGainToSplit: 0.1 } },
  'an L2 penalty': { rows: 700, styles: repeat(5, ...mixed), params: { ...binary, lambdaL2: 2, minGainToSplit: 0.1, maxDepth: 4 } },
  'drawn rows and columns': {
    rows: 900,
    styles: repeat(20, ...mixed),
    params: { ...three, baggingFraction: 0.6, baggingFreq: 1, featureFraction: 0.3, featureFractionBynode: 0.5 },
  },
  'rows by gradient': { rows: 900, styles: repeat(5, ...mixed), params: { ...binary, dataSampleStrategy: 'goss', learningRate: 0.5 } },
  'many bins': { rows: 1500, styles: repeat(3, ...mixed), params: { ...binary, maxBin: 1023, minDataInBin: 1 } },
  'few bins': { rows: 900, styles: repeat(5, ...mixed), params: { ...binary, maxBin: 4 } },
  categories: { rows: 900, styles: repeat(5, 'grid', 'missing'), params: { ...binary, minDataPerGroup: 10 }, categorical: [0, 2] },
  'zero as missing': { rows: 900, styles: repeat(5, ...mixed), params: { ...binary, zeroAsMissing: true } },
  'monotone outputs': {
    rows: 900,
    styles: repeat(4, 'bell', 'missing'),
    params: { ...binary, monotoneConstraints: [1, 0, -1, 0], monotoneConstraintsMethod: 'intermediate' },
  },
  'random thresholds': { rows: 900, styles: repeat(4, ...mixed), params: { ...binary, extraTrees: true } },
  'huge, small and constant columns': { rows: 600, styles: ['huge', 'small', 'constant', 'ulps', 'empty', 'bell'], params: binary },
}

function expectTwins(given: TwinCase): void {
  const fast = trainTwin('fast', given)
  const plain = trainTwin('plain', given)
  expect(fast.trees).toEqual(plain.trees)
  expect(fast.scores).toEqual(plain.scores)
}

describe.each(['packed', 'exact'] as const)('%s training by kernels', (mode) => {
  test('runs on kernels, its twin does not', () => {
    const given: TwinCase = { rows: 100, styles: ['bell'], params: { ...binary, mode } }
    expect(trainTwin('fast', given).backend).toBeInstanceOf(mode === 'packed' ? PackedBackend : ExactBackend)
    const plain = trainTwin('plain', given).backend
    expect(plain).toBeInstanceOf(PlainBackend)
    expect(plain instanceof PackedPlainBackend).toBe(mode === 'packed')
  })

  test.each(Object.entries(cases))('grows the twin’s trees, bit for bit: %s', (_, given) => {
    const withMode: TwinCase = { ...given, params: { ...given.params, mode } }
    expect(trainTwin('fast', withMode).trees.some(({ leaves }) => leaves > 1)).toBe(true)
    expectTwins(withMode)
  })

  test('under parameters and data at random', () => {
    const columns = fc.array(fc.constantFrom(...mixed, 'bell', 'huge', 'steps'), { minLength: 1, maxLength: 19 })
    const params = fc.record({
      numLeaves: fc.integer({ min: 2, max: 60 }),
      maxBin: fc.constantFrom(2, 3, 16, 255, 256, 300),
      minDataInLeaf: fc.constantFrom(0, 1, 5, 20),
      minSumHessianInLeaf: fc.constantFrom(0, 1e-3, 5),
      lambdaL1: fc.constantFrom(0, 0, 1),
      lambdaL2: fc.constantFrom(0, 0.3, 10),
      minGainToSplit: fc.constantFrom(0, 0.2),
      featureFraction: fc.constantFrom(1, 0.5, 0.1),
      baggingFraction: fc.constantFrom(1, 0.5),
      maxDeltaStep: fc.constantFrom(0, 0, 0.3),
      learningRate: fc.constantFrom(0.1, 1),
    })
    const objective = fc.constantFrom<BoosterParams>(binary, three, { objective: 'regression' }, { objective: 'poisson' })
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        columns,
        params,
        objective,
        fc.nat(1000),
        fc.boolean(),
        (rows, styles, given, loss, seed, weighted) => {
          const size = loss.objective === 'poisson' ? 0 : 1
          expectTwins({ rows, styles, seed, weighted, size, params: { ...given, ...loss, mode, baggingFreq: 1 } })
        },
      ),
      { numRuns: 40, seed: 7 },
    )
  })
})
