import {
  brierDecomposition,
  brierScore,
  classwiseCalibrationError,
  expectedCalibrationError,
  type ReliabilityOptions,
} from 'barcast/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import golden from '../golden/calibration/errors.json' with { type: 'json' }

let given: { p: number[]; y: number[] } = { p: [], y: [] }
const cases = golden.cases.map(({ p, y, strategy, ...wanted }) => {
  if (p !== undefined && y !== undefined) given = { p, y }
  return { ...wanted, ...given, strategy: strategy as 'uniform' | 'quantile' }
})

function close(found: number, wanted: number): void {
  expect(Math.abs(found - wanted), `${found} for ${wanted}`).toBeLessThanOrEqual(1e-12)
}

describe.each(cases)('$classes classes in $bins bins, $strategy', ({ p, y, classes, bins, strategy, expected, top, classwise, brier }) => {
  const yTrue = Int32Array.from(y)
  const predicted = { rows: y.length, classes, data: Float64Array.from(p) }
  const options: ReliabilityOptions = { bins, strategy }

  it('calibration errors equal netcal and numpy', () => {
    close(expectedCalibrationError(yTrue, predicted, options), expected)
    close(expectedCalibrationError(yTrue, predicted, { ...options, ofClass: 'top' }), top)
    close(classwiseCalibrationError(yTrue, predicted, { bins, strategy }), classwise)
  })

  it('the parts of the Brier score equal numpy, and add up', () => {
    const parts = brierDecomposition(yTrue, predicted, options)
    for (const name of Object.keys(brier) as (keyof typeof brier)[]) close(parts[name], brier[name])
    close(parts.reliability - parts.resolution + parts.uncertainty + parts.withinBins, parts.brier)
    if (classes === 2) close(parts.brier, brierScore(yTrue, predicted))
  })
})

it('the parts add up for any rows and bins', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 }))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 12 }), fc.boolean(), (rows, bins, isQuantile) => {
      const y = Int32Array.from(rows, ([, hit]) => hit)
      const p = Float64Array.from(rows, ([share]) => share / 20)
      const options: ReliabilityOptions = { bins, strategy: isQuantile ? 'quantile' : 'uniform' }
      const { brier, reliability, resolution, uncertainty, withinBins } = brierDecomposition(y, p, options)
      close(reliability - resolution + uncertainty + withinBins, brier)
      close(brier, brierScore(y, p))
    }),
    { numRuns: 100 },
  )
})

it('options that there are not are refused', () => {
  const y = Int32Array.of(0, 1)
  const p = Float64Array.of(0.2, 0.7)
  const unknown = { ofClass: 1 } as unknown as { bins: number }
  expect(() => classwiseCalibrationError(y, p, unknown)).toThrow(expect.objectContaining({ code: 'metrics/unknown-option' }))
  expect(() => brierDecomposition(y, p, { bins: 0 })).toThrow(expect.objectContaining({ code: 'metrics/option' }))
  expect(() => brierDecomposition(y, Float64Array.of(0.2, 1.2))).toThrow(expect.objectContaining({ code: 'metrics/probability' }))
})
