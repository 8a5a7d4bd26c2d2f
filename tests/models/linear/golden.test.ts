import { readFileSync } from 'node:fs'
import { createFrame, type Frame } from 'barcast/core'
import { createModelManager, type LogisticRegressionParams } from 'barcast/models'
import { describe, expect, it } from 'vitest'

interface Fitted {
  coefficients: number[][]
  intercepts: number[]
}

interface Golden extends Fitted {
  name: string
  params: LogisticRegressionParams
  x: number[][]
  y: number[]
  weights: number[] | null
  /** Probabilities of the classes that occur, for the first rows. */
  probability: number[][]
  /** What scikit-learn's default solver reaches at tol=1e-10, where it gets there. */
  lbfgs?: Fitted
}

const { cases }: { cases: Golden[] } = JSON.parse(
  readFileSync(new URL('../../golden/sklearn-models/logistic-regression.json', import.meta.url), 'utf8'),
)

async function train({ params, x, y, weights }: Golden) {
  const X = createFrame({ columns: Object.fromEntries(x[0]!.map((_, j) => [`f${j}`, Float64Array.from(x, (row) => row[j]!)])) })
  const { model } = await createModelManager().trainModel(X, Int32Array.from(y), {
    modelType: 'logistic_regression',
    params,
    classes: Array.from({ length: Math.max(...y) + 1 }, (_, k) => `class ${k}`),
    ...(weights === null ? {} : { weights: Float64Array.from(weights) }),
  })
  const stored = model.toJson()
  if (stored.modelType !== 'logistic_regression') throw new Error('expected a regression')
  return { X, model, regression: stored.regression }
}

/** Largest difference of an intercept, or of a coefficient times its column's range (where that is above 1). */
function largestDifference(found: Fitted, expected: Fitted, X: Frame): number {
  const ranges = X.names.map((name) => Math.max(1, Math.max(...X.column(name)) - Math.min(...X.column(name))))
  const numbers = ({ coefficients, intercepts }: Fitted): number[] => [
    ...coefficients.flatMap((row) => row.map((w, j) => w * ranges[j]!)),
    ...intercepts,
  ]
  const [a, b] = [numbers(found), numbers(expected)]
  expect(a).toHaveLength(b.length)
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))
}

describe.each(cases)('scikit-learn: $name', (golden) => {
  it('has the same coefficients and probabilities', async () => {
    const { X, model, regression } = await train(golden)
    expect(largestDifference(regression, golden, X)).toBeLessThanOrEqual(1e-9)
    if (golden.lbfgs !== undefined) expect(largestDifference(regression, golden.lbfgs, X)).toBeLessThanOrEqual(1e-4)
    expect(model.params).toMatchObject({ outcome: { converged: true } })
    const { data, classes } = model.predict(X)
    const occurring = [...new Set(golden.y)].sort((a, b) => a - b)
    golden.probability.forEach((row, i) => {
      const found = [...data.subarray(i * classes, (i + 1) * classes)]
      found.forEach((p, k) => {
        const place = occurring.indexOf(k)
        expect(Math.abs(p - (place < 0 ? 0 : row[place]!))).toBeLessThanOrEqual(place < 0 ? 0 : 1e-9)
      })
    })
  })
})
