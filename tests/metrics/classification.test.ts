import {
  accuracy,
  brierScore,
  classScores,
  confusionMatrix,
  expectedCalibrationError,
  f1Score,
  logLoss,
  mae,
  mse,
  precision,
  recall,
  reliabilityCurve,
  rocAuc,
} from 'barcast/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import golden from '../golden/sklearn/classification.json' with { type: 'json' }

const TOLERANCE = 1e-12

function close(found: number, wanted: number | null, what: string): void {
  if (wanted === null) expect(found, what).toBeNaN()
  else expect(Math.abs(found - wanted), `${what}: ${found} for ${wanted}`).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(wanted)))
}

function allClose(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length, what).toBe(wanted.length)
  for (const [i, value] of wanted.entries()) close(found[i]!, value, `${what}[${i}]`)
}

describe('scores of class numbers equal scikit-learn', () => {
  for (const example of golden.labels) {
    it(example.name, () => {
      const yTrue = Int32Array.from(example.yTrue)
      const yPred = Int32Array.from(example.yPred)
      const { classes } = example
      close(accuracy(yTrue, yPred), example.accuracy, 'accuracy')
      expect([...confusionMatrix(yTrue, yPred, { classes }).data]).toEqual(example.confusion)
      const scores = classScores(yTrue, yPred, { classes })
      allClose(scores.precision, example.perClass.precision, 'precision')
      allClose(scores.recall, example.perClass.recall, 'recall')
      allClose(scores.f1Score, example.perClass.f1Score, 'f1Score')
      expect([...scores.support]).toEqual(example.perClass.support)
      for (const average of ['macro', 'weighted'] as const) {
        for (const over of ['present', 'all'] as const) {
          const wanted = example[`${average}-${over}`]
          const options = over === 'all' ? { average, classes } : { average }
          close(precision(yTrue, yPred, options), wanted.precision, `${average} precision over ${over}`)
          close(recall(yTrue, yPred, options), wanted.recall, `${average} recall over ${over}`)
          close(f1Score(yTrue, yPred, options), wanted.f1Score, `${average} F1 over ${over}`)
        }
      }
      close(mse(yTrue, yPred), example.mse, 'mse')
      close(mae(yTrue, yPred), example.mae, 'mae')
    })
  }
})

describe('scores of probabilities equal scikit-learn', () => {
  for (const example of golden.binary) {
    it(`two classes: ${example.name}`, () => {
      const yTrue = Int32Array.from(example.yTrue)
      const probability = Float64Array.from(example.probability)
      const data = Float64Array.from({ length: 2 * yTrue.length }, (_, i) =>
        i % 2 === 1 ? probability[i >> 1]! : 1 - probability[i >> 1]!,
      )
      for (const predicted of [probability, { rows: yTrue.length, classes: 2, data }]) {
        close(logLoss(yTrue, predicted), example.logLoss, 'logLoss')
        close(brierScore(yTrue, predicted), example.brierScore, 'brierScore')
        close(rocAuc(yTrue, predicted), example.rocAuc, 'rocAuc')
        for (const strategy of ['uniform', 'quantile'] as const) {
          for (const bins of [5, 10] as const) {
            const wanted = example.curves[`${strategy}-${bins}`]
            const curve = reliabilityCurve(yTrue, predicted, { bins, strategy })
            allClose(curve.fractionPositive, wanted.fractionPositive, `${strategy} ${bins} fractionPositive`)
            allClose(curve.meanPredicted, wanted.meanPredicted, `${strategy} ${bins} meanPredicted`)
            expect(curve.count.reduce((sum, count) => sum + count, 0)).toBe(yTrue.length)
          }
        }
      }
    })
  }
  for (const example of golden.multiclass) {
    it(`several classes: ${example.name}`, () => {
      const yTrue = Int32Array.from(example.yTrue)
      const predicted = { rows: yTrue.length, classes: example.classes, data: Float64Array.from(example.data) }
      close(logLoss(yTrue, predicted), example.logLoss, 'logLoss')
      close(brierScore(yTrue, predicted), example.brierScore, 'brierScore')
      close(rocAuc(yTrue, predicted), example.rocAuc, 'rocAuc')
    })
  }
})

describe('ROC AUC', () => {
  it('is the share of pairs ranked right, ties counting half', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }))
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const inside = rows.filter(([label]) => label === 1)
        const outside = rows.filter(([label]) => label === 0)
        fc.pre(inside.length > 0 && outside.length > 0)
        let won = 0
        for (const [, p] of inside) for (const [, n] of outside) won += p > n ? 1 : p === n ? 0.5 : 0
        const area = rocAuc(
          Int32Array.from(rows, ([label]) => label),
          Float64Array.from(rows, ([, score]) => score),
        )
        expect(area).toBeCloseTo(won / (inside.length * outside.length), 14)
      }),
      { seed: 25, numRuns: 200 },
    )
  })

  it('takes any finite scores, also negative ones', () => {
    expect(rocAuc(Int32Array.of(0, 1, 0, 1), Float64Array.of(-3, -1, -2, 7))).toBe(1)
  })
})

describe('calibration', () => {
  it('has an expected error worked by hand', () => {
    // Bins of width 0.5: {0.1, 0.3} with hits {0, 1} and {0.6, 0.9, 0.9} with hits {1, 1, 0}.
    const error = expectedCalibrationError(Int32Array.of(0, 1, 1, 1, 0), Float64Array.of(0.1, 0.3, 0.6, 0.9, 0.9), { bins: 2 })
    expect(error).toBeCloseTo((2 / 5) * Math.abs(0.5 - 0.2) + (3 / 5) * Math.abs(2 / 3 - 0.8), 15)
  })

  it('judges the predicted class of several by default, and one class when asked', () => {
    const predicted = { rows: 2, classes: 3, data: Float64Array.of(0.2, 0.7, 0.1, 0.5, 0.2, 0.3) }
    const yTrue = Int32Array.of(1, 2)
    const top = reliabilityCurve(yTrue, predicted, { bins: 10 })
    expect([...top.meanPredicted]).toEqual([0.5, 0.7])
    expect([...top.fractionPositive]).toEqual([0, 1])
    const one = reliabilityCurve(yTrue, predicted, { bins: 10, ofClass: 2 })
    expect([...one.meanPredicted]).toEqual([0.1, 0.3])
    expect([...one.fractionPositive]).toEqual([0, 1])
  })
})

describe('bad input is refused by name', () => {
  const y = Int32Array.of(0, 1)
  const refused = (call: () => unknown, code: string, text: RegExp): void => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }))
  }

  it('rows, labels and shapes', () => {
    refused(() => accuracy(new Int32Array(0), new Int32Array(0)), 'metrics/empty', /at least one row/)
    refused(() => accuracy(y, Int32Array.of(1)), 'metrics/length', /must have 2 rows like yTrue, found 1/)
    refused(() => f1Score(Int32Array.of(0, -1), y), 'metrics/label-range', /no label.*found -1 at row 1/)
    refused(() => confusionMatrix(y, Int32Array.of(0, 3), { classes: 3 }), 'metrics/label-range', /0 … 2, found 3 at row 1/)
    refused(() => accuracy([0, 1] as unknown as Int32Array, y), 'metrics/column-type', /yTrue must be an Int32Array/)
    refused(() => logLoss(y, { rows: 2, classes: 3, data: new Float64Array(5) }), 'metrics/shape', /found 5 for 2 × 3/)
    refused(() => mse(Float64Array.of(1, NaN), Float64Array.of(1, 2)), 'metrics/not-finite', /yTrue .* found NaN at row 1/)
    refused(() => mae([1] as unknown as Float64Array, Float64Array.of(1)), 'metrics/column-type', /yTrue/)
  })

  it('numbers that are no probabilities', () => {
    refused(() => logLoss(y, Float64Array.of(0.5, 1.5)), 'metrics/probability', /0 … 1, found 1.5/)
    refused(() => brierScore(y, Float64Array.of(0.5, -0.1)), 'metrics/probability', /found -0.1/)
    refused(() => rocAuc(y, Float64Array.of(NaN, 0.2)), 'metrics/not-finite', /found NaN at row 0/)
  })

  it('options', () => {
    const misspelt = { avrage: 'weighted' }
    refused(() => f1Score(y, y, misspelt as object), 'metrics/unknown-option', /did you mean "average"/)
    refused(() => reliabilityCurve(y, Float64Array.of(0, 1), { bin: 5 } as object), 'metrics/unknown-option', /did you mean "bins"/)
    refused(() => reliabilityCurve(y, Float64Array.of(0, 1), { bins: 0 }), 'metrics/option', /bins/)
    refused(() => reliabilityCurve(y, Float64Array.of(0, 1), { bins: 2.5 }), 'metrics/option', /whole number, found 2.5/)
    refused(() => reliabilityCurve(y, Float64Array.of(0, 1), { ofClass: 2 }), 'metrics/option', /ofClass/)
    refused(() => precision(y, y, { average: 'macros' as 'macro' }), 'metrics/option', /did you mean "macro"/)
    refused(() => reliabilityCurve(y, Float64Array.of(0, 1), { strategy: 'uniformly' as 'uniform' }), 'metrics/option', /"uniform"/)
  })
})
