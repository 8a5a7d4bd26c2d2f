import { createRandom, type LinearLimits, minimiseWithin, quadraticStep, solveLinear } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const OPEN: LinearLimits = { a: new Float64Array(0), b: new Float64Array(0) }
const limitsOf = (rows: readonly (readonly number[])[], b: readonly number[]): LinearLimits => ({
  a: Float64Array.from(rows.flat()),
  b: Float64Array.from(b),
})

describe('linear equations', () => {
  it('are solved with rows exchanged', () => {
    const vector = Float64Array.of(5, 3, 7)
    expect(solveLinear(Float64Array.of(0, 2, 1, 1, 0, 0, 0, 0, 1), vector, 3)).toBe(true)
    expect([...vector]).toEqual([3, -1, 7])
  })

  it('of a singular matrix are refused', () => {
    expect(solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1), 2)).toBe(false)
  })
})

describe('the quadratic step', () => {
  const identity = Float64Array.of(1, 0, 0, 1)

  it('goes to the minimum where nothing is in the way', () => {
    expect([...quadraticStep(identity, Float64Array.of(-3, 4), Float64Array.of(0, 0), OPEN)]).toEqual([3, -4])
  })

  it('stops at a limit and slides along it', () => {
    // x ≤ 1, y ≥ −2
    const limits = limitsOf(
      [
        [-1, 0],
        [0, 1],
      ],
      [-1, -2],
    )
    expect([...quadraticStep(identity, Float64Array.of(-3, 4), Float64Array.of(0, 0), limits)]).toEqual([1, -2])
  })

  it('leaves a limit it was at when that is better', () => {
    const limits = limitsOf([[1, 0]], [0])
    expect([...quadraticStep(identity, Float64Array.of(-2, 0), Float64Array.of(0, 0), limits)]).toEqual([2, 0])
  })

  it('leaves a limit that was in the way first', () => {
    // x + y ≤ ½ is met before 4x + 1.5y ≤ 3.25, but the point nearest to (4, 0) is on the second alone.
    const limits = limitsOf(
      [
        [-1, -1],
        [-4, -1.5],
      ],
      [-0.5, -3.25],
    )
    const [x, y] = quadraticStep(identity, Float64Array.of(-4, 0), Float64Array.of(0, 0), limits)
    expect(x).toBeCloseTo(4 - (4 * 12.75) / 18.25, 12)
    expect(y).toBeCloseTo((-1.5 * 12.75) / 18.25, 12)
  })

  it('keeps any linear limits, and no other step within them is better', () => {
    const number = fc.double({ min: -2, max: 2, noNaN: true })
    const row = fc.tuple(number, number, number)
    const random = createRandom(3)
    fc.assert(
      fc.property(row, fc.array(row, { maxLength: 6 }), fc.tuple(row, row, row), (g, rows, factor) => {
        const hessian = new Float64Array(9)
        for (let i = 0; i < 3; i++)
          for (let k = 0; k < 3; k++)
            hessian[i * 3 + k] = factor[i]!.reduce((sum, value, j) => sum + value * factor[k]![j]!, i === k ? 1 : 0)
        const gradient = Float64Array.from(g)
        const limits = limitsOf(
          rows,
          rows.map(() => -0.5),
        )
        const d = quadraticStep(hessian, gradient, new Float64Array(3), limits)
        rows.forEach((a) => {
          expect(a[0] * d[0]! + a[1] * d[1]! + a[2] * d[2]!).toBeGreaterThanOrEqual(-0.5 - 1e-9)
        })
        const model = (step: Float64Array): number => {
          let value = 0
          for (let i = 0; i < 3; i++) {
            value += gradient[i]! * step[i]!
            for (let k = 0; k < 3; k++) value += 0.5 * step[i]! * hessian[i * 3 + k]! * step[k]!
          }
          return value
        }
        for (let k = 0; k < 40; k++) {
          const other = Float64Array.from({ length: 3 }, (_, i) => (k % 2 === 0 ? 0 : d[i]!) + (k === 0 ? 0 : random.normal() / (1 + k)))
          if (rows.some((a) => a[0] * other[0]! + a[1] * other[1]! + a[2] * other[2]! < -0.5)) continue
          expect(model(d)).toBeLessThanOrEqual(model(other) + 1e-9)
        }
      }),
      { seed: 20261121, numRuns: 200 },
    )
  })
})

describe('the quasi-Newton search', () => {
  /** Rosenbrock's valley (1960), with its minimum at (1, 1). */
  const valley = {
    evaluate(x: Float64Array, gradient: Float64Array): number {
      const [u, v] = [x[0]!, x[1]!]
      gradient[0] = -400 * u * (v - u * u) - 2 * (1 - u)
      gradient[1] = 200 * (v - u * u)
      return 100 * (v - u * u) ** 2 + (1 - u) ** 2
    },
    curvature: () => Float64Array.of(1, 0, 0, 1),
  }

  it('finds the end of a bent valley', () => {
    const x = Float64Array.of(-1.2, 1)
    const { decrement, iterations } = minimiseWithin(valley, x, { limits: OPEN, maxIterations: 100, tolerance: 1e-16 })
    expect(x[0]).toBeCloseTo(1, 6)
    expect(x[1]).toBeCloseTo(1, 6)
    expect(decrement).toBeLessThan(1e-16)
    expect(iterations).toBeLessThan(60)
  })

  it('finds the best point of a valley cut off by a limit', () => {
    const x = Float64Array.of(-1.2, 1)
    // u ≤ ½: the minimum is on the limit, at (½, ¼).
    minimiseWithin(valley, x, { limits: limitsOf([[-1, 0]], [-0.5]), maxIterations: 100, tolerance: 1e-16 })
    expect(x[0]).toBeCloseTo(0.5, 12)
    expect(x[1]).toBeCloseTo(0.25, 8)
  })

  it('ends after the iterations it is given', () => {
    const x = Float64Array.of(-1.2, 1)
    expect(minimiseWithin(valley, x, { limits: OPEN, maxIterations: 3, tolerance: 0 }).iterations).toBe(3)
  })

  it('ends where the guess at the Hessian does not point downhill', () => {
    const uphill = { ...valley, curvature: () => Float64Array.of(-1, 0, 0, -1) }
    const x = Float64Array.of(-1.2, 1)
    expect(minimiseWithin(uphill, x, { limits: OPEN, maxIterations: 100, tolerance: 1e-9 })).toMatchObject({
      iterations: 0,
      decrement: Infinity,
    })
  })

  it('ends where no step is finite', () => {
    const wall = {
      evaluate(x: Float64Array, gradient: Float64Array): number {
        gradient.fill(1)
        return x[0] === 0 ? 0 : NaN
      },
      curvature: () => Float64Array.of(1),
    }
    const x = Float64Array.of(0)
    expect(minimiseWithin(wall, x, { limits: OPEN, maxIterations: 100, tolerance: 1e-9 })).toMatchObject({ value: 0, iterations: 0 })
    expect(x[0]).toBe(0)
  })
})
