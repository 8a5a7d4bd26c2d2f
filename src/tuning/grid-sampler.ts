import { BarcastError, createRandom, unknownNameError } from '../core/index.js'
import type { Sampler, Suggestion } from './sampler.js'
import { isParamValue, type ParamValue } from './search-space.js'

/** The values to try, by parameter. */
export type Grid = Readonly<Record<string, readonly ParamValue[]>>

const MAX_POINTS = 10_000_000

function refuse(rule: string, value: unknown, path: string): never {
  throw new BarcastError('tuning/grid', `Create grid: ${rule}, found ${String(value)}`, { value, where: { path } })
}

function checkGrid(grid: Grid): number {
  const entries = Object.entries(grid)
  if (entries.length === 0) refuse('a grid must name one parameter or more', 'none', 'grid')
  let points = 1
  for (const [name, values] of entries) {
    if (!Array.isArray(values) || values.length === 0) refuse(`${name} must have one value or more`, values, name)
    const given = values as readonly unknown[]
    const wrong = given.findIndex((value) => !isParamValue(value))
    if (wrong >= 0) refuse(`${name} must hold finite numbers, texts, truth values or null`, given[wrong], name)
    const repeated = values.find((value, i) => values.indexOf(value) !== i)
    if (repeated !== undefined) refuse(`values of ${name} must differ`, repeated, name)
    points *= values.length
  }
  if (points > MAX_POINTS) refuse(`a grid must have ${MAX_POINTS} points or fewer`, points, 'grid')
  return points
}

/** How many points were handed out before this trial; queued trials take none. */
function pointsBefore({ trials, number }: Suggestion): number {
  let points = 0
  for (let i = 0; i < number; i++) if (trials[i]!.enqueued === undefined) points += 1
  return points
}

/**
 * Every combination of the given values, once, in an order shuffled by `seed`, so that a search that ends early has seen all parts of the
 * grid. `optimize` stops after the last one; failed points are not tried again. Equal in meaning to Optuna's `GridSampler`.
 *
 * @throws BarcastError `tuning/grid` (a parameter without a value, a value twice, more than ten million points); when asked, `tuning/unknown-parameter`
 * for a name that the grid lacks, and `tuning/grid` for a queued trial that leaves one open.
 */
export function grid(values: Grid, { seed = 0 }: { seed?: number } = {}): Sampler {
  const limit = checkGrid(values)
  const axes = Object.fromEntries(Object.entries(values).map(([name, points]) => [name, [...points]]))
  const names = Object.keys(axes).sort()
  const order = createRandom(seed).shuffle(Float64Array.from({ length: limit }, (_, i) => i))
  const valueAt = (point: number, wanted: string): ParamValue => {
    let rest = point
    for (const name of names) {
      const axis = axes[name]!
      if (name === wanted) return axis[rest % axis.length]!
      rest = Math.floor(rest / axis.length)
    }
    throw unknownNameError('tuning/unknown-parameter', 'Suggest from grid', 'parameter', wanted, names)
  }
  return {
    name: 'grid',
    settings: { grid: axes, seed },
    limit,
    suggest(suggestion) {
      const { name, number, trials } = suggestion
      if (trials[number]!.enqueued !== undefined)
        throw new BarcastError('tuning/grid', `Suggest from grid: a queued trial must name every parameter, found none for "${name}"`, {
          value: name,
        })
      return valueAt(order[pointsBefore(suggestion)]!, name)
    },
  }
}
