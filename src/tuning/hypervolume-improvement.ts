import { log, normalQuantile, type Random } from '../core/index.js'
import { type Acquisition, lengthscalesOf, STABILISING_VARIANCE } from './acquisition.js'
import type { GaussianProcess } from './gaussian-process.js'

type Points = readonly (readonly number[])[]

/** What no point dominates within a box, whose lower corner may be infinitely far. */
export interface Box {
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** A part of the first objective's range, what of the second one is free above it, and from which value of the third on. */
interface Strip {
  readonly from: number
  readonly to: number
  readonly below: number
  readonly since: number
}

const SAMPLES = 128
/** Keeps logarithms and slopes finite where nothing is gained. */
const LEAST_GAIN = 1e-12

/** Strips once a point is added, and those that it ends. */
function cutBy(strips: readonly Strip[], [x, y, z = -Infinity]: readonly number[]): { open: Strip[]; ended: Strip[] } {
  const isHit = ({ to, below }: Strip): boolean => to > x! && below > y!
  const ended = strips.filter(isHit)
  const [first] = ended
  if (first === undefined) return { open: [...strips], ended }
  const left = first.from < x! ? [{ ...first, to: x!, since: z }] : []
  const right = { from: Math.max(first.from, x!), to: ended.at(-1)!.to, below: y!, since: z }
  const open = [...strips.filter((strip) => !isHit(strip)), ...left, right]
  return { open: open.sort((a, b) => a.from - b.from), ended }
}

/**
 * Disjoint boxes that together are all that is better than `reference` and that none of the points dominates, for two or three objectives to be minimised: a staircase in the first two,
 * swept along the third.
 */
export function freeBoxes(points: Points, reference: readonly number[]): Box[] {
  const [right, top, deep] = reference as [number, number, number | undefined]
  const inside = points.filter((point) => point.every((value, k) => value < reference[k]!))
  const order = deep === undefined ? inside : [...inside].sort((a, b) => a[2]! - b[2]!)
  let strips: Strip[] = [{ from: -Infinity, to: right, below: top, since: -Infinity }]
  const boxes: Box[] = []
  const close = ({ from, to, below, since }: Strip, end: number | undefined): void => {
    if (end === undefined) boxes.push({ low: [from, -Infinity], high: [to, below] })
    else if (since < end) boxes.push({ low: [from, -Infinity, since], high: [to, below, end] })
  }
  for (const point of order) {
    const { open, ended } = cutBy(strips, point)
    if (deep !== undefined) for (const strip of ended) close(strip, point[2])
    strips = open
  }
  for (const strip of strips) close(strip, deep)
  return boxes
}

/** A little worse than the worst of each objective; losses are standardised. */
export function referenceOf(losses: Points): number[] {
  return losses[0]!.map((_, k) => {
    const worst = losses.reduce((most, loss) => Math.max(most, loss[k]!), -Infinity)
    return Math.max(1.1 * worst, 0.9 * worst) + LEAST_GAIN
  })
}

/** Normal numbers of which every 128th part of the distribution has one, in random order. */
function drawNormals(random: Random): Float64Array {
  const parts = random.shuffle(Float64Array.from({ length: SAMPLES }, (_, i) => i))
  return parts.map((part) => normalQuantile((part + Math.max(random.uniform(), LEAST_GAIN)) / SAMPLES))
}

/** ln of the mean volume that samples gain, and, into `slopes`, how it changes with each objective's mean and then with each one's deviation. */
function logMeanGain(
  boxes: readonly Box[],
  normals: readonly Float64Array[],
  losses: readonly number[],
  deviations: readonly number[],
  slopes: Float64Array | undefined,
): number {
  const count = losses.length
  const sides = new Float64Array(count)
  const sums = new Float64Array(2 * count)
  let total = 0
  for (let s = 0; s < SAMPLES; s++) {
    for (const { low, high } of boxes) {
      let volume = 1
      for (let k = 0; k < count; k++) {
        const room = high[k]! - (losses[k]! + deviations[k]! * normals[k]![s]!)
        sides[k] = Math.min(Math.max(room, LEAST_GAIN), Math.max(high[k]! - low[k]!, LEAST_GAIN))
        volume *= sides[k]!
      }
      total += volume
      if (slopes === undefined) continue
      for (let k = 0; k < count; k++) {
        if (sides[k]! <= LEAST_GAIN || sides[k]! >= high[k]! - low[k]!) continue
        const slope = -volume / sides[k]!
        sums[k]! += slope
        sums[count + k]! += slope * normals[k]![s]!
      }
    }
  }
  if (slopes !== undefined) for (let k = 0; k < 2 * count; k++) slopes[k] = sums[k]! / total
  return log(total / SAMPLES)
}

/**
 * ln of the volume that a point can be expected to add to what the feasible trials dominate (Daulton, Balandat and Bakshy, "Differentiable expected hypervolume improvement", 2020), over 128
 * samples that stay the same, so that it has slopes. The processes are of values to be maximised, `losses` of their negatives.
 */
export function logHypervolumeImprovement(processes: readonly GaussianProcess[], losses: Points, random: Random): Acquisition {
  const boxes = freeBoxes(losses, referenceOf(losses))
  const normals = processes.map(() => drawNormals(random))
  const lengths = processes.map(lengthscalesOf)
  const deviationOf = (variance: number): number => Math.sqrt(variance + STABILISING_VARIANCE)
  return {
    lengthscales: lengths[0]!.map((_, k) => lengths.reduce((sum, one) => sum + one[k]!, 0) / lengths.length),
    values(points) {
      const found = processes.map((process) => process.predict(points))
      return found[0]!.means.map((_, i) =>
        logMeanGain(
          boxes,
          normals,
          found.map(({ means }) => -means[i]!),
          found.map(({ variances }) => deviationOf(variances[i]!)),
          undefined,
        ),
      )
    },
    evaluate(point, gradient) {
      const found = processes.map((process) => process.predictWithSlopes(point))
      const deviations = found.map(({ variance }) => deviationOf(variance))
      const slopes = new Float64Array(2 * found.length)
      const value = logMeanGain(
        boxes,
        normals,
        found.map(({ mean }) => -mean),
        deviations,
        slopes,
      )
      found.forEach(({ meanSlopes, varianceSlopes }, objective) => {
        const byDeviation = slopes[found.length + objective]! / (2 * deviations[objective]!)
        for (let k = 0; k < gradient.length; k++) gradient[k]! += byDeviation * varianceSlopes[k]! - slopes[objective]! * meanSlopes[k]!
      })
      return value
    },
  }
}
