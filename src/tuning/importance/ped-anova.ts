import { isSameDimension, isSingle, type SearchDimension } from '../search-space.js'
import type { CompleteTrial } from '../trial-record.js'
import { bestOfSeveral } from '../trial-split.js'
import { gridDensity } from './grid-density.js'

/** Share of the trials that count as good. */
const GOOD_SHARE = 0.1
/** Keeps densities apart from 0. */
const FLOOR = 1e-12

/** Trials that drew a parameter from one and the same dimension; undefined: that did not have it. */
interface Regime {
  readonly dimension: SearchDimension | undefined
  readonly trials: CompleteTrial[]
}

function regimesOf(trials: readonly CompleteTrial[], name: string): Regime[] {
  const regimes: Regime[] = []
  for (const trial of trials) {
    const dimension = Object.hasOwn(trial.space, name) ? trial.space[name]! : undefined
    const known = regimes.find((regime) =>
      dimension === undefined || regime.dimension === undefined
        ? dimension === regime.dimension
        : isSameDimension(dimension, regime.dimension),
    )
    if (known === undefined) regimes.push({ dimension, trials: [trial] })
    else known.trials.push(trial)
  }
  return regimes
}

/** Pearson's χ² divergence of the good trials' density from that of all: Σ p (q / p − 1)². */
function divergence(name: string, dimension: SearchDimension, good: readonly CompleteTrial[], all: readonly CompleteTrial[]): number {
  const valuesOf = (trials: readonly CompleteTrial[]) => trials.map(({ params }) => params[name]!)
  const q = gridDensity(valuesOf(good), dimension)
  return gridDensity(valuesOf(all), dimension).reduce((sum, density, k) => {
    const p = density + FLOOR
    const excess = (q[k]! + FLOOR) / p - 1
    return sum + p * excess * excess
  }, 0)
}

/** The best ⌈n / 10⌉ trials: of one objective by value, all that equal the last of them too; of several front by front, the last front by hypervolume. */
function goodTrials(trials: readonly CompleteTrial[], losses: readonly (readonly number[])[]): Set<CompleteTrial> {
  const count = Math.ceil(GOOD_SHARE * trials.length)
  if (losses[0]!.length > 1) return new Set(bestOfSeveral(losses, count).map((place) => trials[place]!))
  const worst = Float64Array.from(losses, ([loss]) => loss!).sort()[count - 1]!
  return new Set(trials.filter((_, k) => losses[k]![0]! <= worst))
}

/**
 * PED-ANOVA (Watanabe, Bansal and Hutter, 2023), for conditional parameters by regimes: how far the parameter's values in the best tenth of the trials are spread otherwise than in all.
 *
 * @param losses finite, lower is better; of each trial one or more
 */
export function pedAnova(
  trials: readonly CompleteTrial[],
  losses: readonly (readonly number[])[],
  names: readonly string[],
): Map<string, number> {
  const good = goodTrials(trials, losses)
  const importanceOf = (name: string): number =>
    regimesOf(trials, name).reduce((sum, { dimension, trials: members }) => {
      const best = members.filter((trial) => good.has(trial))
      if (dimension === undefined || isSingle(dimension) || best.length === 0) return sum
      const [goodShare, share] = [best.length / good.size, members.length / trials.length]
      return sum + ((goodShare * goodShare) / share) * divergence(name, dimension, best, members)
    }, 0)
  const share = good.size / trials.length
  return new Map(names.map((name) => [name, share * share * importanceOf(name)]))
}
