import { type Json, unknownNameError } from '../core/index.js'
import { type Grid, gridSampler } from './grid-sampler.js'
import { randomSampler } from './random-sampler.js'
import type { Sampler } from './sampler.js'
import { type TpeOptions, tpeSampler } from './tpe-sampler.js'

/** Samplers that a snapshot can name. */
const STORED_SAMPLERS: Readonly<Record<string, (settings: Json) => Sampler>> = {
  random: () => randomSampler(),
  grid: (settings) => {
    const { grid, seed } = settings as unknown as { grid: Grid; seed: number }
    return gridSampler(grid, { seed })
  },
  tpe: (settings) => tpeSampler(settings as TpeOptions),
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
