import { exp, log } from '../core/index.js'
import { type ParamValue, type ParamValues, type SearchDimension, type SearchSpace, stepOf } from './search-space.js'
import { gridValue, stepsBetween } from './step-grid.js'

/** One parameter as a coordinate: numbers from 0 to 1, choices by their place. */
export interface UnitAxis {
  readonly isChoice: boolean
  /** Number of values; Infinity where any number of the range may be drawn. */
  readonly count: number
  toUnit(value: ParamValue): number
  /** The value at a coordinate, of those with a step the nearest. */
  fromUnit(unit: number): ParamValue
  /** The coordinate of the value at this place, counted from 0. */
  unitAt(place: number): number
  /** The place of the value nearest to a coordinate. */
  placeOf(unit: number): number
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function choiceAxis(choices: readonly ParamValue[]): UnitAxis {
  return {
    isChoice: true,
    count: choices.length,
    toUnit: (value) => choices.indexOf(value),
    fromUnit: (unit) => choices[unit]!,
    unitAt: (place) => place,
    placeOf: (unit) => unit,
  }
}

function axisOf(dimension: SearchDimension): UnitAxis {
  if (dimension.type === 'choice') return choiceAxis(dimension.choices)
  const step = stepOf(dimension)
  const isLog = dimension.log === true
  const scale = isLog ? log : (value: number): number => value
  // Half a step of room at both ends gives the end values their share.
  const low = scale(dimension.low - (step ?? 0) / 2)
  const width = scale(dimension.high + (step ?? 0) / 2) - low
  const toUnit = (value: ParamValue): number => (scale(value as number) - low) / width
  const numberAt = (unit: number): number => {
    const value = isLog ? exp(low + unit * width) : low + unit * width
    return within(value, dimension.low, dimension.high)
  }
  if (step === undefined)
    return { isChoice: false, count: Infinity, toUnit, fromUnit: numberAt, unitAt: (place) => place, placeOf: (unit) => unit }
  const last = stepsBetween(dimension.low, dimension.high, step)
  const valueAt = (place: number): number => gridValue(dimension.low, step, place)
  const placeOf = (unit: number): number => within(Math.round((numberAt(unit) - dimension.low) / step), 0, last)
  return {
    isChoice: false,
    count: last + 1,
    toUnit,
    fromUnit: (unit) => valueAt(placeOf(unit)),
    unitAt: (place) => toUnit(valueAt(place)),
    placeOf,
  }
}

/** A search space as the box in which a Gaussian process works; axes in the order of the space. */
export interface UnitSpace {
  readonly axes: readonly UnitAxis[]
  /** 1 where the axis is a choice. */
  readonly isChoice: Uint8Array
  /** Coordinates of parameters, row by row. */
  pointsOf(rows: readonly ParamValues[]): Float64Array
  paramsAt(point: Float64Array): ParamValues
}

/** The box of a space: in the logarithm where the dimension is `log`, with half a step of room beyond both ends where it has a step. */
export function unitSpace(space: SearchSpace): UnitSpace {
  const names = Object.keys(space)
  const axes = Object.values(space).map(axisOf)
  return {
    axes,
    isChoice: Uint8Array.from(axes, ({ isChoice }) => (isChoice ? 1 : 0)),
    pointsOf: (rows) => Float64Array.from(rows.flatMap((params) => axes.map((axis, k) => axis.toUnit(params[names[k]!]!)))),
    paramsAt: (point) => Object.fromEntries(axes.map((axis, k) => [names[k]!, axis.fromUnit(point[k]!)])),
  }
}
