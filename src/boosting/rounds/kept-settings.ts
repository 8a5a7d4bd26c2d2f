import type { BoosterParts } from '../booster.js'
import { type BoosterParams, type BoosterSettings, boosterParamName, parseBoosterParams } from '../config.js'

/** Settings that gradients and leaf values depend on. */
const KEPT = [
  'lambdaL1',
  'lambdaL2',
  'maxDeltaStep',
  'pathSmooth',
  'scalePosWeight',
  'isUnbalance',
  'alpha',
  'fairC',
  'poissonMaxDeltaStep',
  'tweedieVariancePower',
  'lambdarankTruncationLevel',
  'lambdarankNorm',
  'labelGain',
  'objectiveSeed',
] as const satisfies readonly (keyof BoosterSettings)[]

function readValue(text: string, sample: unknown): unknown {
  if (typeof sample === 'boolean') return text === '1'
  return typeof sample === 'number' ? Number(text) : text.split(',').map(Number)
}

/**
 * What a model's text tells of the parameters it was trained with, by our names: those of the objective and of leaf values. LightGBM's
 * names and spellings are read alike; parameters that are not told, or that hold nothing, are left out.
 */
export function keptSettings({ link, parameters }: BoosterParts): BoosterParams {
  const defaults = parseBoosterParams({})
  const kept: Record<string, unknown> = { objective: link.objective }
  if ('classes' in link) kept.numClass = link.classes
  if ('sigmoid' in link) kept.sigmoid = link.sigmoid
  if ('sqrt' in link) kept.regSqrt = link.sqrt
  for (const line of parameters) {
    const [, spelling, text] = /^\[(\w+): (.+)\]$/.exec(line) ?? []
    const name = KEPT.find((known) => spelling !== undefined && known === boosterParamName(spelling))
    if (name !== undefined && text !== undefined) kept[name] = readValue(text, defaults[name])
  }
  return kept as BoosterParams
}
