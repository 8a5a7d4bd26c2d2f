/*
 * Tuning of a booster: the mean log loss, or the root mean squared error divided by the deviation, over the rows that were not learnt from, by barcast's booster for both sides.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCsv } from 'barcast/bars'
import { trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'
import type { ParamValues, SearchSpace } from 'barcast/tuning'

export interface BoostingTask {
  readonly name: string
  readonly space: SearchSpace
  readonly evaluate: (params: ParamValues) => Promise<number>
}

interface DataSet {
  readonly name: string
  /** Columns. */
  readonly x: readonly ArrayLike<number>[]
  readonly y: ArrayLike<number>
  /** Rows from here on are scored. */
  readonly split: number
}

const SPACE: SearchSpace = {
  learningRate: { type: 'float', low: 0.01, high: 0.5, log: true },
  numLeaves: { type: 'int', low: 2, high: 16, log: true },
  minDataInLeaf: { type: 'int', low: 1, high: 60 },
  lambdaL2: { type: 'float', low: 1e-4, high: 30, log: true },
  featureFraction: { type: 'float', low: 0.3, high: 1 },
  rounds: { type: 'int', low: 5, high: 30 },
}

/** Direction of the next day of the S&P 500 from the last returns, the range and the volume, on the last 1,500 days. */
function directions(path: string): DataSet {
  const bars = parseCsv(readFileSync(path, 'utf8'))
  const { close, high, low, volume } = bars
  const first = close.length - 1501
  const days = Array.from({ length: close.length - first - 1 }, (_, k) => first + k)
  const change = (i: number, back: number): number => Math.log(close[i]! / close[i - back]!)
  const columns = [
    (i: number) => change(i, 1),
    (i: number) => change(i, 5),
    (i: number) => change(i, 20),
    (i: number) => (high[i]! - low[i]!) / close[i]!,
    (i: number) => volume[i]! / volume[i - 5]!,
  ]
  const x = columns.map((column) => Float64Array.from(days, column))
  return { name: 'sp500', x, y: Float64Array.from(days, (i) => (close[i + 1]! > close[i]! ? 1 : 0)), split: Math.floor(0.7 * days.length) }
}

/** Rows in an order of their own, because scikit-learn's are sorted in part. */
function shuffled({ name, x, y }: Omit<DataSet, 'split'>): DataSet {
  const order = createRandom(1).shuffle(Array.from(y, (_, row) => row))
  const take = (column: ArrayLike<number>): Float64Array => Float64Array.from(order, (row) => column[row]!)
  return { name, x: x.map(take), y: take(y), split: Math.floor(0.6 * order.length) }
}

function taskOf({ name, x, y, split }: DataSet): BoostingTask {
  const train = x.map((column) => Float64Array.from(column).subarray(0, split))
  const rest = x.map((column) => Float64Array.from(column).subarray(split))
  const truth = Float64Array.from(y).subarray(split)
  const isBinary = new Set(Array.from(y)).size === 2
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length
  const variance = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / truth.length
  const known = new Map<string, number>()
  const evaluate = async (params: ParamValues): Promise<number> => {
    const { rounds, ...given } = params
    const booster = await trainBooster({
      x: train,
      y: Float64Array.from(y).subarray(0, split),
      params: { objective: isBinary ? 'binary' : 'regression', seed: 1, numThreads: 1, ...(given as object) },
      rounds: rounds as number,
    })
    const predicted = booster.predict(rest) as ArrayLike<number>
    let loss = 0
    for (let row = 0; row < truth.length; row++) {
      const p = predicted[row]!
      loss += isBinary ? -Math.log(truth[row] === 1 ? p : 1 - p) : (p - truth[row]!) ** 2
    }
    return isBinary ? loss / truth.length : Math.sqrt(loss / truth.length / variance)
  }
  return {
    name,
    space: SPACE,
    async evaluate(params) {
      const key = JSON.stringify(Object.keys(SPACE).map((parameter) => params[parameter]))
      const value = known.get(key) ?? (await evaluate(params))
      known.set(key, value)
      return value
    },
  }
}

/** The three tasks; `python` has scikit-learn, `prices` is a CSV file of daily bars. */
export function boostingTasks(python: string, prices: string): BoostingTask[] {
  const text = execFileSync(python, [join(import.meta.dirname, 'boosting_data.py')], { encoding: 'utf8', maxBuffer: 1e8 })
  return [directions(prices), ...(JSON.parse(text) as Omit<DataSet, 'split'>[]).map(shuffled)].map(taskOf)
}
