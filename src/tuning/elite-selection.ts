import { lossesOf, paretoFront, violationOf } from './best-trials.js'
import type { Direction } from './sampler.js'
import type { CompleteTrial } from './trial-record.js'

/** Trials of equal values together, from the lowest value up; within a group in the given order. */
function groupsBy(trials: readonly CompleteTrial[], measure: (trial: CompleteTrial) => number): CompleteTrial[][] {
  const order = trials
    .map((trial) => ({ trial, value: measure(trial) }))
    .sort((a, b) => (a.value === b.value ? 0 : a.value < b.value ? -1 : 1))
  const groups: CompleteTrial[][] = []
  order.forEach(({ trial, value }, k) => {
    if (k > 0 && order[k - 1]!.value === value) groups.at(-1)!.push(trial)
    else groups.push([trial])
  })
  return groups
}

/**
 * Fronts of non-domination (Deb et al., "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", 2002), the best first: trials that break no constraint by what dominates what,
 * then the others by how far they break theirs. Equal trials share a front; within one, trials are in the given order.
 */
export function* frontsOf(trials: readonly CompleteTrial[], directions: readonly Direction[]): Generator<CompleteTrial[], void> {
  const feasible = trials.filter((trial) => violationOf(trial) <= 0)
  if (directions.length === 1) yield* groupsBy(feasible, (trial) => lossesOf(trial, directions)[0]!)
  else {
    let rest = feasible
    while (rest.length > 0) {
      const isFront = paretoFront(rest.map((trial) => lossesOf(trial, directions)))
      yield rest.filter((_, i) => isFront[i])
      rest = rest.filter((_, i) => !isFront[i])
    }
  }
  const infeasible = trials.filter((trial) => violationOf(trial) > 0)
  yield* groupsBy(infeasible, violationOf)
}

/** Adds to each trial's distance how far its neighbours in one objective are apart, relative to the range of the finite values. */
function addGaps(sorted: readonly CompleteTrial[], objective: number, distances: Map<CompleteTrial, number>): void {
  // Halves, so that no difference of finite values overflows.
  const halves = sorted.map(({ values }) => 0.5 * values[objective]!)
  if (halves[0] === halves.at(-1)) return
  const lowest = halves.find((value) => value !== -Infinity)!
  const highest = halves.findLast((value) => value !== Infinity)!
  const width = highest - lowest > 0 ? highest - lowest : 0.5
  sorted.forEach((trial, k) => {
    const below = k > 0 ? halves[k - 1]! : -Infinity
    const above = k < halves.length - 1 ? halves[k + 1]! : Infinity
    if (below !== above) distances.set(trial, distances.get(trial)! + (above - below) / width)
  })
}

/**
 * A front by crowding distance, the loneliest first: the sum over the objectives of the gap between a trial's neighbours, infinite at the ends. Ties stand as Optuna's sorts leave
 * them: in descending order of the last objective.
 */
export function byCrowding(front: readonly CompleteTrial[]): CompleteTrial[] {
  const sorted = [...front]
  const distances = new Map(front.map((trial) => [trial, 0]))
  const objectives = front[0]?.values.length ?? 0
  for (let k = 0; k < objectives; k++) {
    sorted.sort((a, b) => (a.values[k]! === b.values[k]! ? 0 : a.values[k]! < b.values[k]! ? -1 : 1))
    addGaps(sorted, k, distances)
  }
  const rank = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
  return sorted.sort((a, b) => rank(distances.get(a)!, distances.get(b)!)).reverse()
}

/** The `size` trials that live on: whole fronts while they fit, and of the next one the loneliest. Equal to Optuna's elite selection, ties included. */
export function selectElite(population: readonly CompleteTrial[], directions: readonly Direction[], size: number): CompleteTrial[] {
  const elite: CompleteTrial[] = []
  for (const front of frontsOf(population, directions)) {
    if (elite.length + front.length >= size) return [...elite, ...byCrowding(front).slice(0, size - elite.length)]
    elite.push(...front)
  }
  return elite
}
