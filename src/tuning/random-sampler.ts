import type { Sampler } from './sampler.js'
import { drawUniformly } from './uniform-draw.js'

/**
 * Random search: each value as likely as any other, whatever the trials before gave (Bergstra and Bengio, "Random Search for Hyper-Parameter
 * Optimization", 2012).
 */
export function random({ seed }: { seed?: number } = {}): Sampler {
  return { name: 'random', settings: {}, seed, suggest: (suggestion) => drawUniformly(suggestion.dimension, suggestion.random) }
}
