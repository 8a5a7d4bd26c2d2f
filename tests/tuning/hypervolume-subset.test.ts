import { hypervolume } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseByHypervolume } from '../../src/tuning/hypervolume-subset.js'

const pointsOf = (objectives: number) =>
  fc.array(fc.array(fc.double({ min: -3, max: 9, noNaN: true }), { minLength: objectives, maxLength: objectives }), {
    minLength: 2,
    maxLength: 10,
  })

const cornerOf = (points: number[][]): number[] =>
  points[0]!.map((_, k) => {
    const worst = Math.max(...points.map((point) => point[k]!))
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12
  })

describe('points chosen by hypervolume', () => {
  it.each([2, 3, 4])('of %i objectives each add as much as any other point would', (objectives) => {
    fc.assert(
      fc.property(pointsOf(objectives), fc.nat(), (points, draw) => {
        const count = 1 + (draw % (points.length - 1))
        const chosen = chooseByHypervolume(points, count)
        expect(new Set(chosen).size).toBe(count)
        const corner = cornerOf(points)
        const whole = hypervolume(points, corner)
        chosen.forEach((_, step) => {
          const volume = (places: readonly number[]): number =>
            hypervolume(
              places.map((place) => points[place]!),
              corner,
            )
          const before = chosen.slice(0, step)
          const most = Math.max(...points.map((__, place) => volume([...before, place])))
          expect(volume([...before, chosen[step]!])).toBeGreaterThanOrEqual(most - 1e-9 * Math.max(1e-9, whole))
        })
      }),
      { numRuns: 25 },
    )
  })

  it('are all when all are asked for, and equal ones come last', () => {
    const points = [
      [1, 2],
      [1, 2],
      [2, 1],
      [1, 2],
    ]
    expect(chooseByHypervolume(points, 4)).toEqual([0, 1, 2, 3])
    expect(chooseByHypervolume(points, 2)).toEqual([0, 2])
    expect(chooseByHypervolume(points, 3)).toEqual([0, 2, 1])
    expect(
      chooseByHypervolume(
        [
          [Infinity, 0],
          [0, 5],
          [1, 1],
        ],
        2,
      ),
    ).toEqual([1, 2])
  })
})
