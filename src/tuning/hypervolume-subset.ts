import { hypervolume } from './hypervolume.js'

type Points = readonly (readonly number[])[]

function compare(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! < b[k]! ? -1 : 1
  return 0
}

/** A corner a tenth worse than the worst of the points in every objective. */
function cornerOf(points: Points): number[] {
  return points[0]!.map((_, k) => {
    const worst = points.reduce((most, point) => Math.max(most, point[k]!), -Infinity)
    const corner = Math.max(1.1 * worst, 0.9 * worst)
    return corner === 0 ? 1e-12 : corner
  })
}

function boxOf(point: readonly number[], corner: readonly number[]): number {
  return point.reduce((product, value, k) => product * (corner[k]! - value), 1)
}

/** Two objectives: each point is left a rectangle, which the chosen points to its left and right cut. */
function chooseOfPairs(points: Points, count: number, corner: readonly number[]): number[] {
  const left = points.map((point, place) => ({ point, place, corner: [...corner] }))
  const chosen: number[] = []
  while (chosen.length < count) {
    let best = 0
    left.forEach((candidate, k) => {
      if (boxOf(candidate.point, candidate.corner) > boxOf(left[best]!.point, left[best]!.corner)) best = k
    })
    const [{ point, place } = { point: [], place: 0 }] = left.splice(best, 1)
    chosen.push(place)
    left.forEach((candidate, k) => {
      const axis = k < best ? 0 : 1
      candidate.corner[axis] = Math.min(point[axis]!, candidate.corner[axis]!)
    })
  }
  return chosen
}

/** What a point adds to the volume of the chosen ones: its box without what they have of it. */
function gainOf(point: readonly number[], chosen: Points, corner: readonly number[]): number {
  const box = boxOf(point, corner)
  if (box === Infinity) return box
  const shared = chosen.map((other) => other.map((value, k) => Math.max(value, point[k]!)))
  return box - hypervolume(shared, corner)
}

/** Any number of objectives; a gain can only fall as points are chosen, so a point whose old gain is too small need not be looked at again. */
function chooseOfMany(points: Points, count: number, corner: readonly number[]): number[] {
  const gains = points.map((point) => boxOf(point, corner))
  const current = points.map(() => 0)
  const chosen: number[] = []
  while (chosen.length < count) {
    const taken = chosen.map((place) => points[place]!)
    let best = -1
    const order = gains.map((_, place) => place).filter((place) => !chosen.includes(place))
    order.sort((a, b) => (gains[a] === gains[b] ? a - b : gains[b]! - gains[a]!))
    for (const place of order) {
      if (best >= 0 && gains[place]! < gains[best]!) break
      if (current[place] !== chosen.length) gains[place] = gainOf(points[place]!, taken, corner)
      current[place] = chosen.length
      if (best < 0 || gains[place]! > gains[best]! || (gains[place] === gains[best] && place < best)) best = place
    }
    chosen.push(best)
    // Of an infinite volume nothing adds more than another.
    if (gains[best] === Infinity)
      return [...chosen, ...gains.map((_, place) => place).filter((place) => !chosen.includes(place))].slice(0, count)
  }
  return chosen
}

/**
 * Places of `count` points, chosen one after the other, each the one that adds most to the hypervolume of those before it (Guerreiro, Fonseca and Paquete, "Greedy hypervolume subset
 * selection in low dimensions", 2016); of equal gains the first in lexical order, of equal points the first. The reference is a tenth worse than the worst of the points. All objectives are
 * minimised. Choices equal Optuna's.
 */
export function chooseByHypervolume(points: Points, count: number): number[] {
  if (count >= points.length) return points.map((_, place) => place)
  const order = points.map((_, place) => place).sort((a, b) => compare(points[a]!, points[b]!) || a - b)
  const isRepeated = order.map((place, k) => k > 0 && compare(points[place]!, points[order[k - 1]!]!) === 0)
  const distinct = order.filter((_, k) => !isRepeated[k])
  if (distinct.length <= count) {
    const repeated = order.filter((_, k) => isRepeated[k]).sort((a, b) => a - b)
    return [...distinct, ...repeated.slice(0, count - distinct.length)]
  }
  const corner = cornerOf(points)
  if (!corner.every(Number.isFinite)) return distinct.slice(0, count)
  const candidates = distinct.map((place) => points[place]!)
  const chosen = corner.length === 2 ? chooseOfPairs(candidates, count, corner) : chooseOfMany(candidates, count, corner)
  return chosen.map((k) => distinct[k]!)
}
