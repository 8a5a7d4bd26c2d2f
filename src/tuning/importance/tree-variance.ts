import type { RegressionTree } from './regression-tree.js'

/** The boxes in which a tree's value is constant, by the share of the space that each takes. */
export interface TreeBoxes {
  /** Value less the mean over the space, per box. */
  readonly deviation: readonly number[]
  /** Per box and column: ends of its interval, as shares of the column's range. */
  readonly from: readonly Float64Array[]
  readonly to: readonly Float64Array[]
  /** Volume per box; all together 1. */
  readonly volume: readonly number[]
}

/**
 * Boxes of a tree's leaves in the space low … high, every column of which has a width.
 */
export function boxesOf(tree: RegressionTree, low: Float64Array, high: Float64Array): TreeBoxes {
  const values: number[] = []
  const from: Float64Array[] = []
  const to: Float64Array[] = []
  const volume: number[] = []
  const descend = (node: number, start: Float64Array, end: Float64Array): void => {
    const column = tree.column[node]!
    if (column < 0) {
      values.push(tree.value[node]!)
      from.push(start)
      to.push(end)
      volume.push(start.reduce((product, share, c) => product * (end[c]! - share), 1))
      return
    }
    const share = (tree.threshold[node]! - low[column]!) / (high[column]! - low[column]!)
    descend(tree.left[node]!, start, end.with(column, share))
    descend(tree.right[node]!, start.with(column, share), end)
  }
  descend(0, new Float64Array(low.length), new Float64Array(low.length).fill(1))
  const mean = values.reduce((sum, value, k) => sum + volume[k]! * value, 0)
  return { deviation: values.map((value) => value - mean), from, to, volume }
}

/** Variance of a tree's value over the space, each point as likely as any other. */
export function varianceOf({ deviation, volume }: TreeBoxes): number {
  return deviation.reduce((sum, value, k) => sum + volume[k]! * value * value, 0)
}

/** Of one column: the mean of the others is a step function, whose steps are summed from the left. */
function lineVariance({ deviation, from, to, volume }: TreeBoxes, column: number): number {
  const steps = new Map<number, number>()
  deviation.forEach((value, k) => {
    const [start, end] = [from[k]![column]!, to[k]![column]!]
    if (end <= start) return
    const height = (value * volume[k]!) / (end - start)
    steps.set(start, (steps.get(start) ?? 0) + height)
    steps.set(end, (steps.get(end) ?? 0) - height)
  })
  const places = [...steps.keys()].sort((a, b) => a - b)
  let level = 0
  let variance = 0
  places.slice(0, -1).forEach((place, k) => {
    level += steps.get(place)!
    variance += (places[k + 1]! - place) * level * level
  })
  return variance
}

/** Of several columns: boxes with the same sides there are summed, and every two of the sums count by what their sides share. */
function boxVariance({ deviation, from, to, volume }: TreeBoxes, columns: readonly number[]): number {
  const sums = new Map<string, { height: number; start: number[]; end: number[] }>()
  deviation.forEach((value, k) => {
    const start = columns.map((column) => from[k]![column]!)
    const end = columns.map((column) => to[k]![column]!)
    const size = start.reduce((product, share, c) => product * (end[c]! - share), 1)
    const key = `${start.join()}/${end.join()}`
    const sum = sums.get(key)
    if (sum !== undefined) sum.height += (value * volume[k]!) / size
    else if (size > 0) sums.set(key, { height: (value * volume[k]!) / size, start, end })
  })
  const sides = [...sums.values()]
  const shared = (a: (typeof sides)[number], b: (typeof sides)[number]): number =>
    a.start.reduce((product, start, c) => product * Math.max(Math.min(a.end[c]!, b.end[c]!) - Math.max(start, b.start[c]!), 0), 1)
  return sides.reduce((total, a) => total + sides.reduce((sum, b) => sum + a.height * b.height * shared(a, b), 0), 0)
}

/**
 * The part of {@link varianceOf} that some columns explain by themselves: the variance over them of the mean over all others (Hutter, Hoos and Leyton-Brown, "An Efficient Approach for
 * Assessing Hyperparameter Importance", 2014). Exact, from the boxes.
 */
export function marginalVariance(boxes: TreeBoxes, columns: readonly number[]): number {
  return columns.length === 1 ? lineVariance(boxes, columns[0]!) : Math.max(boxVariance(boxes, columns), 0)
}
