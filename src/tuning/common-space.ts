import { isSameDimension, type SearchSpace } from './search-space.js'

/** Parameters that every one of the trials has, each with the same dimension; by name. Optuna's intersection search space. */
export function commonSpace(trials: readonly { readonly space: SearchSpace }[]): SearchSpace {
  const [first, ...rest] = trials
  if (first === undefined) return {}
  const common = Object.entries(first.space).filter(([name, dimension]) =>
    rest.every(({ space }) => space === first.space || (Object.hasOwn(space, name) && isSameDimension(space[name]!, dimension))),
  )
  return Object.fromEntries(common.sort(([a], [b]) => (a < b ? -1 : 1)))
}
