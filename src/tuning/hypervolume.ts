import { BarcastError } from '../core/index.js'
import { paretoFront } from './best-trials.js'
import type { Direction } from './sampler.js'

type Points = readonly (readonly number[])[]

const ACTION = 'Compute hypervolume'

function frontOf(points: Points): Points {
  const isFront = paretoFront(points)
  const front = points.filter((_, i) => isFront[i])
  return front.filter((point, i) => !front.slice(0, i).some((other) => other.every((value, k) => value === point[k])))
}

function areaOf(front: Points, reference: readonly number[]): number {
  const sorted = [...front].sort((a, b) => a[0]! - b[0]!)
  let area = 0
  let ceiling = reference[1]!
  for (const [x, y] of sorted as [number, number][]) {
    area += (reference[0]! - x) * (ceiling - y)
    ceiling = y
  }
  return area
}

/** What each point covers alone among those before it (While, Bradstreet and Barone, 2012). The front has neither dominated nor equal points. */
function volumeOf(front: Points, reference: readonly number[]): number {
  if (reference.length === 1) return front.reduce((widest, [x]) => Math.max(widest, reference[0]! - x!), 0)
  if (reference.length === 2) return areaOf(front, reference)
  const sorted = [...front].sort((a, b) => a[0]! - b[0]!)
  return sorted.reduce((volume, point, i) => {
    const box = point.reduce((product, value, k) => product * (reference[k]! - value), 1)
    const shared = sorted.slice(0, i).map((other) => other.map((value, k) => Math.max(value, point[k]!)))
    return volume + (shared.length === 0 ? box : box - volumeOf(frontOf(shared), reference))
  }, 0)
}

function check(points: Points, reference: readonly number[], directions: readonly Direction[]): void {
  const refuse = (rule: string, value: unknown): never => {
    throw new BarcastError('tuning/hypervolume', `${ACTION}: ${rule}, found ${String(value)}`, { value })
  }
  if (reference.length === 0 || reference.some((value) => !Number.isFinite(value)))
    refuse('the reference must be finite numbers', reference)
  if (directions.length !== reference.length) refuse(`directions must be ${reference.length}`, directions)
  const wrong = points.find((point) => point.length !== reference.length || point.some((value) => Number.isNaN(value)))
  if (wrong !== undefined) refuse(`a point must be ${reference.length} numbers`, wrong)
}

/**
 * Volume between a reference point and points of several objectives: what of the space better than the reference they are at least as good as. Parts are counted once, points that
 * are not better than the reference in every objective add nothing. All objectives are minimised unless `directions` says otherwise. In the product of the objectives' units;
 * infinite when a point is. Equal to Optuna's WFG to 1e-12 of the volume.
 *
 * @throws BarcastError `tuning/hypervolume` for NaN, or points and reference of different lengths.
 *
 * @example
 * hypervolume([[1, 3], [2, 1]], [4, 4]) // 7
 */
export function hypervolume(points: Points, reference: readonly number[], directions?: readonly Direction[]): number {
  const signs = (directions ?? reference.map(() => 'minimize' as const)).map((direction) => (direction === 'maximize' ? -1 : 1))
  check(points, reference, directions ?? reference.map(() => 'minimize'))
  const turn = (point: readonly number[]): number[] => point.map((value, k) => signs[k]! * value)
  const corner = turn(reference)
  const inside = points.map(turn).filter((point) => point.every((value, k) => value < corner[k]!))
  if (inside.some((point) => point.includes(-Infinity))) return Infinity
  return volumeOf(frontOf(inside), corner)
}
