import { exp, log, type Random } from '../core/index.js'
import { type NumberDimension, type ParamValues, type SearchSpace, stepOf } from './search-space.js'
import { gridValue, stepsBetween } from './step-grid.js'

/** How the numbers of a child come from those of its parents; choices are always taken from one parent or the other. */
export type Crossover = 'uniform' | 'blx' | 'sbx' | 'undx'

/** Where the coordinates of a number are drawn: the range, half a step wider where there is a step; logarithms where the dimension has `log`. */
type Bounds = readonly [low: number, high: number]

/** Coordinates of a child; they may lie outside the bounds. */
type Operator = (parents: readonly (readonly number[])[], bounds: readonly Bounds[], random: Random, objectives: number) => number[]

/** What a crossover needs to know beside the parents. */
export interface CrossoverSetting {
  readonly crossover: Crossover
  /** Probability that a value comes from the first parent. */
  readonly swappingProbability: number
  readonly objectives: number
}

const BLX_ALPHA = 0.5
/** Standard deviations of UNDX along the line of the first two parents and, times √n, of the n directions across it. */
const UNDX_ALONG = 0.5 * 0.5
const UNDX_ACROSS = 0.35 * 0.35
/** Parents whose children lie below a range are exchanged so often; then the bound is taken. */
const ATTEMPTS = 100

/** Blend crossover (Eshelman and Schaffer, 1993): uniform between the parents and half their distance beyond. */
export const blx: Operator = ([a, b], bounds, random) =>
  bounds.map((_, d) => {
    const low = Math.min(a![d]!, b![d]!)
    const high = Math.max(a![d]!, b![d]!)
    const beyond = BLX_ALPHA * (high - low)
    return low - beyond + random.uniform() * (high - low + 2 * beyond)
  })

function power(base: number, exponent: number): number {
  return exp(exponent * log(base))
}

/** The factor by which children spread from their parents, for a uniform number u and the room up to the bound. */
function spread(u: number, room: number, eta: number): number {
  const alpha = 2 - power(1 + 2 * room, -(eta + 1))
  return power(u > 1 / alpha ? 1 / (2 - u * alpha) : u * alpha, 1 / (eta + 1))
}

/**
 * Simulated binary crossover within bounds (Deb and Agrawal, 1995), η = 20 for several objectives and 2 for one. Of two symmetric children one is made; each coordinate is a child's or,
 * as likely, a parent's.
 */
export const sbx: Operator = ([a, b], bounds, random, objectives) => {
  const eta = objectives > 1 ? 20 : 2
  const draws = bounds.map(() => random.uniform())
  const pairs = bounds.map(([bottom, top], d): [number, number] => {
    const low = Math.min(a![d]!, b![d]!)
    const high = Math.max(a![d]!, b![d]!)
    const gap = Math.max(high - low, 1e-10)
    const lower = 0.5 * (low + high - spread(draws[d]!, (low - bottom) / gap, eta) * gap)
    const upper = 0.5 * (low + high + spread(draws[d]!, (top - high) / gap, eta) * gap)
    const pair: [number, number] = random.uniform() < 0.5 ? [lower, upper] : [a![d]!, b![d]!]
    return random.uniform() >= 0.5 ? pair : [pair[1], pair[0]]
  })
  const side = random.uniform() < 0.5 ? 0 : 1
  return pairs.map((pair) => pair[side])
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0)
}

/** What of the vector is at right angles to the unit vector. */
function across(vector: readonly number[], unit: readonly number[]): number[] {
  const along = dot(vector, unit)
  return vector.map((value, d) => value - along * unit[d]!)
}

/**
 * Unimodal normal distribution crossover (Kita, Ono and Kobayashi, 1999): normal around the middle of two parents, along their line by their distance, across it by the third parent's
 * distance from the line.
 */
export const undx: Operator = ([a, b, c], bounds, random) => {
  const n = bounds.length
  const line = b!.map((value, d) => value - a![d]!)
  const length = Math.max(Math.sqrt(dot(line, line)), 1e-10)
  const unit = line.map((value) => value / length)
  const aside = across(
    c!.map((value, d) => value - a![d]!),
    unit,
  )
  const distance = Math.sqrt(dot(aside, aside))
  const noise = across(
    bounds.map(() => (UNDX_ACROSS / n) * random.normal()),
    unit,
  )
  const along = UNDX_ALONG * random.normal()
  return bounds.map((_, d) => 0.5 * (a![d]! + b![d]!) + along * line[d]! + (n > 1 ? distance * noise[d]! : 0))
}

const OPERATORS: Readonly<Record<Exclude<Crossover, 'uniform'>, Operator>> = { blx, sbx, undx }

/** How many parents a child has. */
export function parentCount(crossover: Crossover): number {
  return crossover === 'undx' ? 3 : 2
}

function boundsOf({ log: isLog, low, high, ...rest }: NumberDimension): Bounds {
  const half = (stepOf({ low, high, ...rest }) ?? 0) / 2
  return isLog === true ? [log(low - half), log(high + half)] : [low - half, high + half]
}

/** The value at a coordinate; undefined below a range without steps. Elsewhere the nearest value in the range. */
function valueAt(coordinate: number, dimension: NumberDimension): number | undefined {
  const { type, low, high } = dimension
  const step = stepOf(dimension)
  if (dimension.log === true) {
    const value = type === 'int' ? Math.round(exp(coordinate)) : exp(coordinate)
    return Math.min(Math.max(value, low), high)
  }
  if (step === undefined) return coordinate < low ? undefined : Math.min(coordinate, high)
  return gridValue(low, step, Math.min(Math.max(Math.round((coordinate - low) / step), 0), stepsBetween(low, high, step)))
}

function numbersOf(parents: readonly ParamValues[], dimensions: ReadonlyMap<string, NumberDimension>): number[][] {
  return parents.map((params) =>
    Array.from(dimensions, ([name, { log: isLog }]) => (isLog === true ? log(params[name] as number) : (params[name] as number))),
  )
}

/**
 * Parameters of a child: each of the space comes from its parents. Where a number falls below its range, other parents are asked for, at most a hundred times; then it is the bound.
 *
 * @param selectParents draws as many parents as {@link parentCount} says, each with all parameters of the space
 */
export function cross(
  selectParents: () => readonly ParamValues[],
  space: SearchSpace,
  setting: CrossoverSetting,
  random: Random,
): ParamValues {
  const { crossover, swappingProbability, objectives } = setting
  const numbers = new Map<string, NumberDimension>()
  if (crossover !== 'uniform')
    for (const [name, dimension] of Object.entries(space)) if (dimension.type !== 'choice') numbers.set(name, dimension)
  for (let attempt = 1; ; attempt++) {
    const parents = selectParents()
    const child = Object.keys(space)
      .filter((name) => !numbers.has(name))
      .map((name) => [name, (random.uniform() >= swappingProbability ? parents.at(-1)! : parents[0]!)[name]!] as const)
    if (crossover === 'uniform' || numbers.size === 0) return Object.fromEntries(child)
    const bounds = [...numbers.values()].map(boundsOf)
    const coordinates = OPERATORS[crossover](numbersOf(parents, numbers), bounds, random, objectives)
    const values = Array.from(numbers, ([name, dimension], d) => [name, valueAt(coordinates[d]!, dimension)] as const)
    if (attempt < ATTEMPTS && values.some(([, value]) => value === undefined)) continue
    return Object.fromEntries([...child, ...values.map(([name, value]) => [name, value ?? numbers.get(name)!.low] as const)])
  }
}
