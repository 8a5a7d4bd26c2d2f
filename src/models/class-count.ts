import { boosterParamName, xgboosterParamName } from '../boosting/index.js'
import type { ModelSpec } from './config.js'

/** The value of the parameter that stands for the number of classes, under any of its names. */
function countUnder(params: object, nameOf: (spelling: string) => string | undefined): number | undefined {
  const entry = Object.entries(params).find(([name]) => nameOf(name) === 'numClass')
  return entry?.[1] as number | undefined
}

/** LightGBM's `num_class`, under any of its names. */
export function numClassOf(params: object): number | undefined {
  return countUnder(params, boosterParamName)
}

/** The number of classes that a specification asks for (`num_class` of the boosted types), if it does. */
export function classCountOf({ modelType, params = {} }: ModelSpec): number | undefined {
  if (modelType === 'lightgbm') return numClassOf(params)
  return modelType === 'xgboost' ? countUnder(params, xgboosterParamName) : undefined
}
