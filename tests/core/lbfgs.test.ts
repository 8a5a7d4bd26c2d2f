import { factorCholesky, type Minimum, minimise, type Objective, solveCholesky } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** A symmetric positive definite matrix A Aᵀ + I. */
function definite(numbers: Float64Array, size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = i === j ? 1 : 0
      for (let k = 0; k < size; k++) sum += numbers[i * size + k]! * numbers[j * size + k]!
      matrix[i * size + j] = sum
    }
  }
  return matrix
}

describe('Cholesky', () => {
  it('solves what it factors', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true })
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 7 })
          .chain((size) => fc.tuple(fc.constant(size), fc.array(number, { minLength: size * size + size, maxLength: size * size + size }))),
        ([size, numbers]) => {
          const matrix = definite(Float64Array.from(numbers.slice(size)), size)
          const expected = numbers.slice(0, size)
          const vector = Float64Array.from({ length: size + 1 }, (_, i) =>
            i === 0 ? 7 : expected.reduce((sum, x, j) => sum + matrix[(i - 1) * size + j]! * x, 0),
          )
          finish(factorCholesky(matrix, size))
          solveCholesky(matrix, size, vector, 1)
          expect(vector[0]).toBe(7)
          expected.forEach((x, i) => {
            expect(Math.abs(vector[i + 1]! - x)).toBeLessThan(1e-9)
          })
        },
      ),
    )
  })

  it('stays finite on a singular matrix', () => {
    const matrix = Float64Array.of(1, 1, 1, 1)
    finish(factorCholesky(matrix, 2))
    const vector = Float64Array.of(1, 1)
    solveCholesky(matrix, 2, vector, 0)
    expect(vector[0]! + vector[1]!).toBeCloseTo(1, 6)
  })
})

/** Σ (log cosh of the distance to the target), steep by 10 ** j in coordinate j. */
function bowl(target: readonly number[], precondition: Objective['precondition']): Objective {
  return {
    *evaluate(x, gradient) {
      let value = 0
      for (let j = 0; j < x.length; j++) {
        const away = (x[j]! - target[j]!) * 10 ** j
        value += Math.log(Math.cosh(Math.min(Math.abs(away), 700)))
        gradient[j] = Math.tanh(away) * 10 ** j
      }
      yield
      return value
    },
    precondition,
  }
}

describe('minimise', () => {
  const target = [1, -2, 3]
  const far = (): Float64Array => Float64Array.of(2, -1, 3.5)
  const run = (objective: Objective, x: Float64Array, maxIterations = 500, onIteration?: (iteration: number) => void): Minimum =>
    finish(minimise(objective, x, { maxIterations, tolerance: 1e-20, ...(onIteration === undefined ? {} : { onIteration }) }))

  it('finds the minimum with a good guess at the curvature, and with a bad one', () => {
    const good = bowl(target, (v) => v.set(v.map((g, j) => g / 100 ** j)))
    const bad = bowl(target, () => undefined)
    for (const objective of [good, bad]) {
      const x = far()
      const { value, decrement } = run(objective, x)
      target.forEach((t, j) => {
        expect(Math.abs(x[j]! - t)).toBeLessThan(1e-7)
      })
      expect(value).toBeLessThan(1e-12)
      expect(decrement).toBeLessThan(1e-12)
    }
  })

  it('counts iterations, ends at the limit and never goes up', () => {
    const seen: number[] = []
    const x = far()
    const objective = bowl(target, () => undefined)
    const start = finish(objective.evaluate(x, new Float64Array(3)))
    const { iterations, value } = run(objective, x, 3, (iteration) => seen.push(iteration))
    expect([iterations, seen]).toEqual([3, [1, 2, 3]])
    expect(value).toBeLessThan(start)
  })

  it('stops at once at the minimum', () => {
    const x = Float64Array.from(target)
    expect(
      run(
        bowl(target, () => undefined),
        x,
      ).iterations,
    ).toBe(0)
    expect([...x]).toEqual(target)
  })
})
