const MOST_BINS = 255

/**
 * Training columns as bin numbers. A bin is a run of neighbouring values; the forest never splits inside one. A column of at most 255
 * different values has one bin for each, so nothing is lost; a longer one is cut into runs of about equal weight.
 *
 * These are not the bins of the boosting room: LightGBM keeps a bin for zero and shares the rest between negative and positive values, so few
 * different values may still share bins, and its bounds lie one ulp above the middle.
 */
export interface ForestBins {
  readonly rows: number
  readonly columns: number
  /** Bin of row `i` in column `j`: `bins[j * rows + i]`. */
  readonly bins: Uint8Array
  /** Least and greatest value in bin `b` of column `j`: `[j * 256 + b]`. */
  readonly lowest: Float64Array
  readonly highest: Float64Array
}

/** Where bins begin and end in one column. */
interface Edges {
  count: number
  lowest: Float64Array
  highest: Float64Array
}

/** One bin per value if they suffice; otherwise undefined. */
function binsOfValues(sorted: Float64Array): Edges | undefined {
  const values = new Float64Array(MOST_BINS)
  let count = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue
    if (count === MOST_BINS) return undefined
    values[count++] = sorted[i]!
  }
  return { count, lowest: values, highest: values }
}

/**
 * Bins of about equal weight. Each takes values until it holds its share of what is left, the last value going where it
 * misses the share by less; weights count, not rows, so that a row twice is the same as a row of weight 2.
 *
 * @param weights weight of each sorted value; all 1 without them
 */
function binsOfRuns(sorted: Float64Array, weights: Float64Array | undefined): Edges {
  const lowest = new Float64Array(MOST_BINS)
  const highest = new Float64Array(MOST_BINS)
  let rest = 0
  for (let i = 0; i < sorted.length; i++) rest += weights === undefined ? 1 : weights[i]!
  let bin = 0
  let inBin = 0
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i]!
    let weight = 0
    for (; i < sorted.length && sorted[i] === value; i++) weight += weights === undefined ? 1 : weights[i]!
    const share = (rest + inBin) / (MOST_BINS - bin)
    if (inBin > 0 && inBin + weight / 2 > share && bin < MOST_BINS - 1) {
      bin += 1
      inBin = 0
    }
    if (inBin === 0) lowest[bin] = value
    highest[bin] = value
    inBin += weight
    rest -= weight
  }
  return { count: bin + 1, lowest, highest }
}

function findEdges(column: Float64Array, weights: Float64Array | undefined): Edges {
  const sorted = column.slice().sort()
  const ofValues = binsOfValues(sorted)
  if (ofValues !== undefined) return ofValues
  if (weights === undefined) return binsOfRuns(sorted, undefined)
  const order = Uint32Array.from(column, (_, i) => i).sort((a, b) => column[a]! - column[b]!)
  return binsOfRuns(
    Float64Array.from(order, (i) => column[i]!),
    Float64Array.from(order, (i) => weights[i]!),
  )
}

/** The first bin whose greatest value is not below `value`. */
function binOf(highest: Float64Array, count: number, value: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= highest[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Sorts the rows of finite columns into bins; yields after each column.
 *
 * @param weights weight of each row, above 0; all 1 without them
 */
export function* binForestColumns(columns: readonly Float64Array[], weights: Float64Array | undefined): Generator<void, ForestBins> {
  const rows = columns[0]!.length
  const bins = new Uint8Array(columns.length * rows)
  const lowest = new Float64Array(columns.length * 256)
  const highest = new Float64Array(columns.length * 256)
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!
    const edges = findEdges(column, weights)
    lowest.set(edges.lowest, j * 256)
    highest.set(edges.highest, j * 256)
    for (let i = 0; i < rows; i++) bins[j * rows + i] = binOf(edges.highest, edges.count, column[i]!)
    yield
  }
  return { rows, columns: columns.length, bins, lowest, highest }
}
