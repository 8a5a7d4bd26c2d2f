import type { Sampler } from './sampler.js'
import { drawUniformly } from './uniform-draw.js'

/**
 * Random search: each value as likely as any other, whatever the trials before gave (Bergstra and Bengio, "Random Search for Hyper-Parameter
 * Optimization", 2012).
 */
export function randomSampler(): Sampler {
  return { name: 'random', settings: {}, suggest: ({ dimension, random }) => drawUniformly(dimension, random) }
}
