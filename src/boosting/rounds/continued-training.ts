import { BarcastError } from '../../core/index.js'
import { type Booster, partsOf } from '../booster.js'
import type { BoosterSettings } from '../config.js'
import { linkOf } from '../link.js'
import type { LabelledRows } from '../training-data.js'
import type { Tree } from '../tree.js'

function refuse(action: string, rule: string, message: string, value: unknown): never {
  throw new BarcastError(`boosting/${rule}`, `${action}: ${message}`, { value, where: { path: 'initBooster' } })
}

/**
 * The trees that training goes on from.
 *
 * @param featureNames names of the new training rows' columns
 * @throws BarcastError `boosting/booster`, `boosting/init-booster`, `boosting/feature-names`.
 */
export function treesToContinue(
  booster: Booster,
  settings: BoosterSettings,
  featureNames: readonly string[],
  action: string,
): readonly Tree[] {
  const { link, trees, averaged, float32, featureNames: known } = partsOf(booster, action)
  if (averaged === true) refuse(action, 'init-booster', 'initBooster must sum its trees up, found a random forest', 'rf')
  if (float32 !== undefined) refuse(action, 'init-booster', "initBooster must have LightGBM's scores, found XGBoost's", 'float32')
  const wanted = linkOf(settings)
  if (link.objective !== wanted.objective || booster.numClasses !== settings.numClass) {
    const found = `${link.objective} with ${booster.numClasses} scores per row`
    refuse(action, 'init-booster', `initBooster must be for ${wanted.objective} with ${settings.numClass}, found ${found}`, link.objective)
  }
  if (known.join('\n') !== featureNames.join('\n'))
    refuse(action, 'feature-names', "initBooster must have the training rows' columns in their order, found others", known)
  return trees
}

/**
 * The rows with the booster's raw scores to start from.
 *
 * @throws BarcastError `boosting/init-score` where they bring their own; and what reading `x` throws.
 */
export function scoredBy(booster: Booster | undefined, rows: LabelledRows, name: string, action: string): LabelledRows {
  if (booster === undefined) return rows
  if (rows.initScore !== undefined) {
    throw new BarcastError('boosting/init-score', `${action}: ${name}initScore and initBooster exclude each other, found both`, {
      value: rows.initScore,
      where: { path: `${name}initScore` },
    })
  }
  return { ...rows, initScore: booster.predictRaw(rows.x) }
}
