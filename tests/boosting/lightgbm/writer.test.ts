import { parseLightgbm, trainBooster } from 'barcast/boosting'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { syntheticData } from '../golden-case.js'

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
