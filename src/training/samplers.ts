import { cmaEs, gaussianProcess, nsga2, quasiRandom, random, type Sampler, tpe } from '../tuning/index.js'

/** Samplers that a name alone describes. */
const NAMED = {
  tpe: () => tpe(),
  random: () => random(),
  quasiRandom: () => quasiRandom(),
  cmaEs: () => cmaEs(),
  gaussianProcess: () => gaussianProcess(),
  nsga2: () => nsga2(),
} as const satisfies Record<string, () => Sampler>

/** How parameter sets are drawn, by name, with the sampler's defaults. */
export type SamplerName = keyof typeof NAMED

export const SAMPLER_NAMES = Object.keys(NAMED) as [SamplerName, ...SamplerName[]]

/** A sampler of `barcast/tuning`, or the one of this name. */
export function samplerOf(sampler: SamplerName | Sampler): Sampler {
  return typeof sampler === 'string' ? NAMED[sampler]() : sampler
}
