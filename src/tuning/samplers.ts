import { type Json, unknownNameError } from '../core/index.js'
import { type CmaEsOptions, cmaEs } from './cma-es-sampler.js'
import { type GaussianProcessOptions, gaussianProcess } from './gaussian-process-sampler.js'
import { type Grid, grid } from './grid-sampler.js'
import { type Nsga2Options, nsga2 } from './nsga2-sampler.js'
import { type QuasiRandomOptions, quasiRandom } from './quasi-random-sampler.js'
import { random } from './random-sampler.js'
import type { Sampler } from './sampler.js'
import { type TpeOptions, tpe } from './tpe-sampler.js'

/** Samplers that a snapshot can name. */
const STORED_SAMPLERS: Readonly<Record<string, (settings: Json) => Sampler>> = {
  random: () => random(),
  cmaEs: (settings) => cmaEs(settings as CmaEsOptions),
  gaussianProcess: (settings) => gaussianProcess(settings as GaussianProcessOptions),
  grid: (settings) => {
    const stored = settings as unknown as { grid: Grid; seed: number }
    return grid(stored.grid, { seed: stored.seed })
  },
  nsga2: (settings) => nsga2(settings as Nsga2Options),
  quasiRandom: (settings) => quasiRandom(settings as QuasiRandomOptions),
  // Studies that were stored before the option was there went on without it.
  tpe: (settings) => tpe({ constantLiar: false, ...(settings as TpeOptions) }),
}

/** @throws BarcastError `tuning/snapshot-sampler`, with the nearest name. */
export function restoreSampler({ name, settings }: { name: string; settings: Json }): Sampler {
  const restore = Object.hasOwn(STORED_SAMPLERS, name) ? STORED_SAMPLERS[name] : undefined
  if (restore === undefined)
    throw unknownNameError('tuning/snapshot-sampler', 'Resume study', 'sampler', name, Object.keys(STORED_SAMPLERS), {
      path: 'sampler.name',
    })
  return restore(settings)
}
