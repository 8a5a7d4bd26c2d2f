import { exp, type Random } from '../core/index.js'
import type { Acquisition } from './acquisition.js'
import { descendInBox } from './box-descent.js'
import type { UnitAxis, UnitSpace } from './unit-space.js'

const CANDIDATES = 2048
const LOCAL_SEARCHES = 10
const ROUNDS = 100
const ASCENT_ITERATIONS = 200
const ASCENT_TOLERANCE = 1e-2
/** Axes of more values are searched by steps, not value by value. */
const MOST_TRIED = 16

interface Place {
  readonly point: Float64Array
  value: number
}

/** Points of a Latin hypercube (McKay, Beckman and Conover, 1979): of each axis every of `count` strips once. */
export function drawCandidates({ axes }: UnitSpace, count: number, random: Random): Float64Array {
  const points = new Float64Array(count * axes.length)
  axes.forEach((axis, k) => {
    const strips = random.shuffle(Float64Array.from({ length: count }, (_, i) => i))
    strips.forEach((strip, i) => {
      const unit = (strip + random.uniform()) / count
      points[i * axes.length + k] = coordinateAt(axis, unit)
    })
  })
  return points
}

function coordinateAt(axis: UnitAxis, unit: number): number {
  if (axis.isChoice) return Math.min(Math.floor(unit * axis.count), axis.count - 1)
  return axis.count === Infinity ? unit : axis.unitAt(axis.placeOf(unit))
}

/** The best candidate, and others by a roulette in which each has its acquisition (not the logarithm) as weight; none twice. */
function drawStarts(values: Float64Array, count: number, random: Random): number[] {
  const best = values.reduce((top, value, i) => (value > values[top]! ? i : top), 0)
  const weights = values.map((value, i) => (i === best ? 0 : exp(value - values[best]!)))
  const starts = [best]
  while (starts.length < count) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    if (!(total > 0)) break
    let rest = random.uniform() * total
    let chosen = -1
    for (let i = 0; i < weights.length && !(rest < 0); i++) {
      if (weights[i] === 0) continue
      chosen = i
      rest -= weights[i]!
    }
    starts.push(chosen)
    weights[chosen] = 0
  }
  return starts
}

/** Climbs along the axes without steps, each scaled by its length; true when that led anywhere. */
function ascend(acquisition: Acquisition, place: Place, smooth: readonly number[]): boolean {
  if (smooth.length === 0) return false
  const lengths = smooth.map((axis) => acquisition.lengthscales[axis]!)
  const point = place.point.slice()
  const slopes = new Float64Array(point.length)
  const x = Float64Array.from(smooth, (axis, k) => point[axis]! / lengths[k]!)
  const loss = (at: Float64Array, gradient: Float64Array): number => {
    smooth.forEach((axis, k) => {
      point[axis] = at[k]! * lengths[k]!
    })
    slopes.fill(0)
    const value = acquisition.evaluate(point, slopes)
    smooth.forEach((axis, k) => {
      gradient[k] = -slopes[axis]! * lengths[k]!
    })
    return -value
  }
  const high = Float64Array.from(lengths, (length) => 1 / length)
  const low = new Float64Array(smooth.length)
  const value = -descendInBox(loss, x, { low, high, maxIterations: ASCENT_ITERATIONS, slopeTolerance: ASCENT_TOLERANCE })
  if (!(value > place.value)) return false
  smooth.forEach((axis, k) => {
    place.point[axis] = Math.min(x[k]! * lengths[k]!, 1)
  })
  place.value = value
  return true
}

/** Tries coordinates of one axis; true when one is better. */
function tryCoordinates(acquisition: Acquisition, place: Place, axis: number, coordinates: readonly number[]): boolean {
  const { point } = place
  const points = new Float64Array(coordinates.length * point.length)
  coordinates.forEach((coordinate, i) => {
    points.set(point, i * point.length)
    points[i * point.length + axis] = coordinate
  })
  const values = acquisition.values(points)
  let isBetter = false
  values.forEach((value, i) => {
    if (!(value > place.value)) return
    place.value = value
    point[axis] = coordinates[i]!
    isBetter = true
  })
  return isBetter
}

/** The best value of an axis with steps, the others held: all of few, else from where it stands by steps that halve. */
function searchAxis(acquisition: Acquisition, place: Place, axis: number, { isChoice, count, unitAt, placeOf }: UnitAxis): boolean {
  if (isChoice || count <= MOST_TRIED) {
    const coordinates = Array.from({ length: count }, (_, k) => unitAt(k)).filter((coordinate) => coordinate !== place.point[axis])
    return tryCoordinates(acquisition, place, axis, coordinates)
  }
  let isBetter = false
  for (let step = Math.floor(count / 4); step >= 1; ) {
    const here = placeOf(place.point[axis]!)
    const sides = [here - step, here + step].filter((side) => side >= 0 && side < count)
    if (tryCoordinates(acquisition, place, axis, sides.map(unitAt))) isBetter = true
    else step = step === 1 ? 0 : Math.floor(step / 2)
  }
  return isBetter
}

/** Climbs and searches axis after axis until nothing gets better. */
function searchFrom(acquisition: Acquisition, space: UnitSpace, place: Place): void {
  const axes = space.axes.map((_, k) => k)
  const smooth = axes.filter((k) => space.axes[k]!.count === Infinity)
  const stepped = axes.filter((k) => space.axes[k]!.count !== Infinity)
  for (let round = 0; round < ROUNDS; round++) {
    let isBetter = ascend(acquisition, place, smooth) && stepped.length > 0 && round > 0
    for (const axis of stepped) if (searchAxis(acquisition, place, axis, space.axes[axis]!)) isBetter = true
    if (!isBetter) return
  }
}

/**
 * A point of the box where the acquisition is largest, as far as this finds it: from the best of 2048 candidates, some others drawn by their promise, and the points given, by gradient along
 * the axes without steps and by trying values along those with steps. Choices and steps are kept exactly.
 */
export function maximiseAcquisition(
  acquisition: Acquisition,
  space: UnitSpace,
  known: readonly Float64Array[],
  random: Random,
): Float64Array {
  const d = space.axes.length
  const candidates = drawCandidates(space, CANDIDATES, random)
  const values = acquisition.values(candidates)
  const places: Place[] = drawStarts(values, LOCAL_SEARCHES - known.length, random).map((i) => ({
    point: candidates.slice(i * d, (i + 1) * d),
    value: values[i]!,
  }))
  for (const point of known) places.push({ point: point.slice(), value: acquisition.values(point)[0]! })
  for (const place of places) searchFrom(acquisition, space, place)
  return places.reduce((best, place) => (place.value > best.value ? place : best)).point
}
