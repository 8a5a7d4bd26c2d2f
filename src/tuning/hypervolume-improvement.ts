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

/** Boxes and samples as flat numbers, objective after objective. */
class GainSamples {
  readonly #count: number
  readonly #tops: Float64Array
  readonly #heights: Float64Array
  readonly #sides: Float64Array

  constructor(
    boxes: readonly Box[],
    readonly normals: readonly Float64Array[],
  ) {
    this.#count = normals.length
    this.#tops = Float64Array.from(boxes.flatMap(({ high }) => high))
    this.#heights = Float64Array.from(boxes.flatMap(({ low, high }) => high.map((top, k) => Math.max(top - low[k]!, LEAST_GAIN))))
    this.#sides = new Float64Array(this.#count)
  }

  /** The volume that one sample gains, and its slopes by the sample's losses. */
  #gain(losses: Float64Array, slopes: Float64Array | undefined): number {
    const count = this.#count
    const tops = this.#tops
    const heights = this.#heights
    const sides = this.#sides
    let total = 0
    for (let box = 0; box < tops.length; box += count) {
      let volume = 1
      for (let k = 0; k < count; k++) {
        const room = tops[box + k]! - losses[k]!
        const height = heights[box + k]!
        const side = room < LEAST_GAIN ? LEAST_GAIN : room > height ? height : room
        sides[k] = side
        volume *= side
      }
      total += volume
      if (slopes === undefined) continue
      for (let k = 0; k < count; k++) if (sides[k]! > LEAST_GAIN && sides[k]! < heights[box + k]!) slopes[k]! -= volume / sides[k]!
    }
    return total
  }

  /** ln of the mean gain and, into `slopes`, how it changes with each objective's loss and then with each one's deviation. */
  logMean(losses: Float64Array, deviations: Float64Array, slopes?: Float64Array): number {
    const { normals } = this
    const count = this.#count
    const drawn = new Float64Array(count)
    const own = slopes === undefined ? undefined : new Float64Array(count)
    let total = 0
    for (let s = 0; s < SAMPLES; s++) {
      for (let k = 0; k < count; k++) drawn[k] = losses[k]! + deviations[k]! * normals[k]![s]!
      own?.fill(0)
      total += this.#gain(drawn, own)
      if (slopes === undefined || own === undefined) continue
      for (let k = 0; k < count; k++) {
        slopes[k]! += own[k]!
        slopes[count + k]! += own[k]! * normals[k]![s]!
      }
    }
    if (slopes !== undefined) for (let k = 0; k < 2 * count; k++) slopes[k]! /= total
    return log(total / SAMPLES)
  }
}

/**
 * ln of the volume that a point can be expected to add to what the feasible trials dominate (Daulton, Balandat and Bakshy, "Differentiable expected hypervolume improvement", 2020), over 128
 * samples that stay the same, so that it has slopes. The processes are of values to be maximised, `losses` of their negatives.
 */
export function logHypervolumeImprovement(processes: readonly GaussianProcess[], losses: Points, random: Random): Acquisition {
  const gains = new GainSamples(
    freeBoxes(losses, referenceOf(losses)),
    processes.map(() => drawNormals(random)),
  )
  const lengths = processes.map(lengthscalesOf)
  const deviationOf = (variance: number): number => Math.sqrt(variance + STABILISING_VARIANCE)
  return {
    lengthscales: lengths[0]!.map((_, k) => lengths.reduce((sum, one) => sum + one[k]!, 0) / lengths.length),
    values(points) {
      const found = processes.map((process) => process.predict(points))
      return found[0]!.means.map((_, i) =>
        gains.logMean(
          Float64Array.from(found, ({ means }) => -means[i]!),
          Float64Array.from(found, ({ variances }) => deviationOf(variances[i]!)),
        ),
      )
    },
    evaluate(point, gradient) {
      const found = processes.map((process) => process.predictWithSlopes(point))
      const deviations = Float64Array.from(found, ({ variance }) => deviationOf(variance))
      const slopes = new Float64Array(2 * found.length)
      const value = gains.logMean(
        Float64Array.from(found, ({ mean }) => -mean),
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
