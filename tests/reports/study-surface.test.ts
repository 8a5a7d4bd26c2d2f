import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contourRegion } from '../../src/reports/study/contour-bands.js'
import { harmonicSurface, type Knot } from '../../src/reports/study/surface.js'
import golden from '../golden/optuna/surface.json' with { type: 'json' }

/** Twice the signed area of a path of polygons, summed without signs. */
function areaOf(path: string): number {
  return [...path.matchAll(/M([^Z]*)Z/g)].reduce((sum, match) => {
    const points = match[1]!.split('L').map((point) => point.split(' ').map(Number) as [number, number])
    const doubled = points.reduce((area, [x, y], k) => {
      const [nextX, nextY] = points[(k + 1) % points.length]!
      return area + x * nextY - nextX * y
    }, 0)
    return sum + Math.abs(doubled) / 2
  }, 0)
}

describe('the surface of a contour plot', () => {
  it.each(golden.cases.map(({ knots, surface }) => [knots.length, knots, surface] as const))(
    'equals Optuna’s through %i trials',
    (_, knots, surface) => {
      const found = harmonicSurface(knots, golden.size, golden.size)
      for (let i = 0; i < surface.length; i++) expect(Math.abs(found[i]! - surface[i]!)).toBeLessThan(1e-10)
    },
  )

  it('goes through its knots, takes the mean of those in one place, and is the mean of its neighbours elsewhere', () => {
    const knot = fc.record({
      column: fc.integer({ min: 0, max: 8 }),
      row: fc.integer({ min: 0, max: 5 }),
      value: fc.double({ min: -1, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(knot, { minLength: 1, maxLength: 20 }), (knots: Knot[]) => {
        const surface = harmonicSurface(knots, 9, 6)
        const at = (column: number, row: number): number => surface[row * 9 + column]!
        for (let row = 0; row < 6; row++)
          for (let column = 0; column < 9; column++) {
            const here = knots.filter((other) => other.column === column && other.row === row).map(({ value }) => value)
            const around = [
              [1, 0],
              [-1, 0],
              [0, 1],
              [0, -1],
            ]
              .map(([dx, dy]) => [column + dx!, row + dy!] as const)
              .filter(([x, y]) => x >= 0 && x < 9 && y >= 0 && y < 6)
            const wanted = here.length > 0 ? here : around.map(([x, y]) => at(x, y))
            expect(at(column, row)).toBeCloseTo(wanted.reduce((sum, value) => sum + value, 0) / wanted.length, 9)
          }
      }),
      { numRuns: 60, seed: 5 },
    )
  })
})

describe('the region above a level', () => {
  it('of a plane is the part of the area above it', () => {
    // The surface runs from 0 at the left to 1 at the right.
    const surface = Float64Array.from({ length: 30 }, (_, i) => (i % 6) / 5)
    for (const level of [0, 0.2, 0.37, 0.5, 0.93])
      expect(areaOf(contourRegion(surface, 6, level, 1000, 100)) / 100_000).toBeCloseTo(1 - level, 2)
    expect(contourRegion(surface, 6, 1.01, 1000, 100)).toBe('')
  })

  it('stands on the first row at the foot', () => {
    const surface = Float64Array.from([1, 1, 0, 0])
    expect(contourRegion(surface, 2, 0.5, 1000, 100)).toBe('M0 100L1000 100L1000 50L0 50Z')
  })
})
