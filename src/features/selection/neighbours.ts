/* Distances to the nearest points and counts within them, on one axis and (by the larger of both distances) on two. */

/** Row numbers by ascending value. */
export function orderOf(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b)
}

/** Keeps the `k` smallest distances in ascending order. */
function insert(nearest: Float64Array, k: number, distance: number): void {
  let j = k - 1
  while (j > 0 && nearest[j - 1]! > distance) {
    nearest[j] = nearest[j - 1]!
    j -= 1
  }
  nearest[j] = distance
}

/**
 * For each point its distance to the k-th nearest other one, by the larger of the distances along both axes. Walks outwards along `x` until no nearer one can come, so `x` should be
 * the axis with fewer ties.
 */
export function jointDistances(x: Float64Array, y: Float64Array, k: number): Float64Array {
  const n = x.length
  const order = orderOf(x)
  const xs = Float64Array.from(order, (row) => x[row]!)
  const ys = Float64Array.from(order, (row) => y[row]!)
  const nearest = new Float64Array(k)
  const distances = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const xi = xs[i]!
    const yi = ys[i]!
    nearest.fill(Infinity)
    let farthest = Infinity
    let left = i - 1
    let right = i + 1
    for (;;) {
      const toLeft = left >= 0 ? xi - xs[left]! : Infinity
      const toRight = right < n ? xs[right]! - xi : Infinity
      const along = toLeft <= toRight ? toLeft : toRight
      if (!(along < farthest)) break
      const across = Math.abs(ys[toLeft <= toRight ? left-- : right++]! - yi)
      const distance = across > along ? across : along
      if (distance < farthest) {
        insert(nearest, k, distance)
        farthest = nearest[k - 1]!
      }
    }
    distances[order[i]!] = farthest
  }
  return distances
}

/** For each of the ascending values its distance to the k-th nearest other one. */
export function sortedDistances(sorted: Float64Array, k: number): Float64Array {
  const n = sorted.length
  return sorted.map((x, i) => {
    let left = i - 1
    let right = i + 1
    let distance = 0
    for (let found = 0; found < k; found++) {
      const toLeft = left >= 0 ? x - sorted[left]! : Infinity
      const toRight = right < n ? sorted[right]! - x : Infinity
      if (toLeft <= toRight) {
        distance = toLeft
        left -= 1
      } else {
        distance = toRight
        right += 1
      }
    }
    return distance
  })
}

/** How many of the ascending values are nearer to `x` than `distance` (or equal to it, when that is 0); `x` itself counts. */
export function countWithin(sorted: Float64Array, x: number, distance: number): number {
  const isNear = (value: number): boolean => (distance === 0 ? value === x : Math.abs(value - x) < distance)
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < x && !isNear(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  const first = low
  high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= x || isNear(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low - first
}
