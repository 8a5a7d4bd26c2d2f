import { isSameDimension, isSingle, type SearchDimension, type SearchSpace } from './search-space.js'
import type { TrialRecord } from './trial-record.js'

/** Which parameters are drawn together, learnt trial by trial. */
export interface SpaceLearner {
  add(space: SearchSpace): void
  /** Spaces to draw from, each together; none without a parameter. */
  readonly spaces: readonly SearchSpace[]
}

/** Without parameters that leave nothing to choose, by name. */
function drawable(entries: readonly (readonly [string, SearchDimension])[]): SearchSpace {
  const kept = entries.filter(([, dimension]) => !isSingle(dimension))
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function nonEmpty(spaces: readonly SearchSpace[]): SearchSpace[] {
  return spaces.filter((space) => Object.keys(space).length > 0)
}

/** One space: the parameters that every trial has, each with the same dimension. */
export function intersectionOfSpaces(): SpaceLearner {
  let shared: (readonly [string, SearchDimension])[] | undefined
  let spaces: SearchSpace[] | undefined
  return {
    add(space) {
      const before = shared?.length
      shared = (shared ?? Object.entries(space)).filter(([name, dimension]) => {
        const other = Object.hasOwn(space, name) ? space[name]! : undefined
        return other === dimension || (other !== undefined && isSameDimension(other, dimension))
      })
      if (shared.length !== before) spaces = undefined
    },
    get spaces() {
      spaces ??= nonEmpty([drawable(shared ?? [])])
      return spaces
    },
  }
}

/** Parameters that every one of the trials has, each with the same dimension, if there is a choice in it; by name. */
export function sharedSpace(trials: readonly TrialRecord[]): SearchSpace {
  const learner = intersectionOfSpaces()
  for (const { space } of trials) learner.add(space)
  return learner.spaces[0] ?? {}
}

/**
 * Groups of parameters, so that two of a group are in the same trials: each trial splits a group into what it has of it and what it lacks. A parameter keeps the dimension in which it was
 * met first. As Optuna's group-decomposed search space.
 */
export function groupsOfSpaces(): SpaceLearner {
  let groups: SearchSpace[] = []
  let spaces: SearchSpace[] | undefined
  const part = (space: SearchSpace, isIn: (name: string) => boolean): SearchSpace =>
    Object.fromEntries(Object.entries(space).filter(([name]) => isIn(name)))
  return {
    add(space) {
      const known = new Set(groups.flatMap((group) => Object.keys(group)))
      const split = groups.flatMap((group) => [
        part(group, (name) => Object.hasOwn(space, name)),
        part(group, (name) => !Object.hasOwn(space, name)),
      ])
      const next = nonEmpty([...split, part(space, (name) => !known.has(name))])
      if (next.length !== groups.length) spaces = undefined
      groups = next
    },
    get spaces() {
      spaces ??= nonEmpty(groups.map((group) => drawable(Object.entries(group))))
      return spaces
    },
  }
}
