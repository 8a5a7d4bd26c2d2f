import { parseLightgbm, trainBooster } from 'barcast/boosting'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BoosterParts, createBooster, partsOf } from '../../../src/boosting/booster.js'
import { constantTree } from '../../../src/boosting/tree.js'
import { syntheticData } from '../golden-case.js'
import { pythonText } from './python-models.js'

const { columns, latent } = syntheticData({ rows: 400, seed: 21, styles: ['bell', 'missing', 'ties', 'sparse', 'positive'] })

describe('writes what it reads', () => {
  test('every number survives, also those that LightGBM cuts to 6 digits', async () => {
    const y = latent.map((value) => (value > 0 ? 1 : 0))
    const booster = await trainBooster({ x: columns, y, params: { objective: 'binary', sigmoid: 0.123456789012345 }, rounds: 8 })
    const written = booster.toLightgbmText()
    const again = parseLightgbm(written)
    expect(again.toLightgbmText()).toBe(written)
    expect([...again.predictRaw(columns)]).toEqual([...booster.predictRaw(columns)])
    expect([...again.predict(columns)]).toEqual([...booster.predict(columns)])
    expect([...again.featureImportance('gain')]).toEqual([...booster.featureImportance('gain')])
    expect([...again.featureImportance('split')]).toEqual([...booster.featureImportance('split')])
  })

  test('a linear tree of one leaf has the weight that LightGBM needs to read it', () => {
    const parts = partsOf(parseLightgbm(pythonText('linear')), 'Test')
    const linear = { constants: Float64Array.of(0.5), features: [Int32Array.of(0, 3)], coefficients: [Float64Array.of(0.25, -1)] }
    const text = createBooster({ ...parts, trees: [{ ...constantTree(0.125, 400), linear }] }).toLightgbmText()
    expect(text).toContain('\nleaf_weight=0\n')
    expect(text).toContain('\nleaf_const=0.5\nnum_features=2\nleaf_features=0 3  \nleaf_coeff=0.25 -1  \n')
    const again = parseLightgbm(text)
    expect([...again.predictRaw({ rows: 2, columns: 8, data: new Float64Array(16).fill(2).fill(NaN, 8) })]).toEqual([-1, 0.125])
    expect(again.toLightgbmText()).toBe(text)
  })

  test('models that the text cannot hold are refused', () => {
    const parts = partsOf(parseLightgbm(pythonText('regression')), 'Test')
    const write = (changed: Partial<BoosterParts>) => () => createBooster({ ...parts, ...changed }).toLightgbmText()
    expect(write({ float32: { startScores: Float32Array.of(0) } })).toThrow(/sums in float32/)
    expect(write({ featureNames: parts.featureNames.with(2, 'two words') })).toThrow(/feature names must have no blanks, found "two words"/)
  })

  test('thresholds and leaves of any size survive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 8, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (values, leaf) => {
          const x = [Float64Array.from(values)]
          const y = x[0]!.map((value, i) => Math.max(-1e30, Math.min(1e30, value)) + i)
          const params = { minDataInLeaf: leaf, minDataInBin: 1, minSumHessianInLeaf: 0 }
          const booster = await trainBooster({ x, y, params, rounds: 3 })
          const again = parseLightgbm(booster.toLightgbmText())
          expect(again.toLightgbmText()).toBe(booster.toLightgbmText())
          expect([...again.predictRaw(x)]).toEqual([...booster.predictRaw(x)])
        },
      ),
      { numRuns: 60, seed: 9 },
    )
  })
})
