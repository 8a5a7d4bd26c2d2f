import { logLoss } from 'barcast/metrics'
import { applyCalibrator, type CalibrationMethod, type CalibrationOptions, type Calibrator, fitCalibrator } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import golden from '../../golden/calibration/calibrators.json' with { type: 'json' }

/** Where an optimiser decides, the library stops within this of the minimum; betacal's, at scikit-learn's loose default. */
const STOPPED = { platt: 1e-6, isotonic: 1e-12, beta: 2e-2, temperature: 1e-7 } as const satisfies Record<CalibrationMethod, number>

function furthest(found: Float64Array, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length)
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0)
}

const KINDS = {
  'platt-logOdds': { method: 'platt' },
  'platt-probability': { method: 'platt', score: 'probability' },
  isotonic: { method: 'isotonic' },
  beta: { method: 'beta' },
  temperature: { method: 'temperature' },
} as const satisfies Record<string, CalibrationOptions>

function calibrated(example: (typeof golden.cases)[number], options: CalibrationOptions): { calibrator: Calibrator; data: Float64Array } {
  const { classes, p, y, weights, test } = example
  const predictions = { rows: y.length, classes, data: Float64Array.from(p) }
  const calibrator = fitCalibrator(predictions, Int32Array.from(y), {
    ...options,
    ...(weights === null ? {} : { weights: Float64Array.from(weights) }),
  })
  return { calibrator, data: applyCalibrator(calibrator, { rows: test.length / classes, classes, data: Float64Array.from(test) }).data }
}

describe.each(golden.cases)('$name', (example) => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('%s equals the library', (kind) => {
    const { data } = calibrated(example, KINDS[kind])
    expect(furthest(data, example.library[kind])).toBeLessThanOrEqual(STOPPED[KINDS[kind].method])
  })

  it.each(Object.keys(example.minimum) as (keyof typeof example.minimum)[])('%s is at the minimum', (kind) => {
    const { data } = calibrated(example, KINDS[kind])
    expect(furthest(data, example.minimum[kind])).toBeLessThanOrEqual(1e-9)
  })

  it('the temperature is that of the minimum', () => {
    const { calibrator } = calibrated(example, KINDS.temperature)
    expect(calibrator.method === 'temperature' && Math.abs(calibrator.temperature / example.temperature - 1)).toBeLessThanOrEqual(1e-9)
  })
})

it('the cases reach each of the three forms of the beta map', () => {
  const forms = new Set<string>()
  for (const example of golden.cases) {
    const { calibrator } = calibrated(example, KINDS.beta)
    if (calibrator.method !== 'beta') throw new Error('not beta')
    for (const { a, b } of calibrator.maps) forms.add(a === 0 ? 'right' : b === 0 ? 'left' : 'both')
  }
  expect([...forms].sort()).toEqual(['both', 'left', 'right'])
})

it('unweighted, no map of its kind has less log loss on its own rows than ours but for rounding', () => {
  const { classes, p, y } = golden.cases[0]!
  const predictions = { rows: y.length, classes, data: Float64Array.from(p) }
  const labels = Int32Array.from(y)
  const calibrator = fitCalibrator(predictions, labels, { method: 'temperature' })
  if (calibrator.method !== 'temperature') throw new Error('not temperature')
  const least = logLoss(labels, applyCalibrator(calibrator, predictions))
  for (const factor of [0.9, 0.999, 1.001, 1.1]) {
    const other = { ...calibrator, temperature: calibrator.temperature * factor }
    expect(logLoss(labels, applyCalibrator(other, predictions))).toBeGreaterThan(least)
  }
})
