import { BarcastError } from '../../core/index.js'
import { type Booster, type BoosterParts, createBooster, partsOf } from '../booster.js'
import { createBreather } from '../breather.js'
import { type BoosterParams, type BoosterSettings, boosterParamName, parseBoosterParams } from '../config.js'
import { EPSILON, roundToZero } from '../constants.js'
import { createObjective } from '../objective.js'
import { leafOutput } from '../split.js'
import { checkValidationData, type LabelledRows, type ValidationData } from '../training-data.js'
import { leafOf, type Tree } from '../tree.js'
import { keptSettings } from './kept-settings.js'

const ACTION = 'Refit booster'

export interface RefitBoosterOptions extends LabelledRows {
  /** Share of the old leaf values that stays, from 0 to 1; 0.9 by default. */
  decayRate?: number
  /** Parameters of the objective and penalties of leaf values, instead of those the model text tells. */
  params?: BoosterParams
  /** Stops with a `task/aborted` error. */
  signal?: AbortSignal
}

function refuse(rule: string, message: string, value: unknown, path: string): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}`, { value, where: { path } })
}

/** Settings of the model, and over them the given ones. */
function settingsOf(parts: BoosterParts, params: BoosterParams): BoosterSettings {
  const given = new Set(Object.keys(params).map(boosterParamName))
  const kept = Object.entries(keptSettings(parts)).filter(([name]) => !given.has(name))
  const settings = parseBoosterParams({ ...Object.fromEntries(kept), ...params })
  if (settings.objective !== parts.link.objective || settings.numClass !== ('classes' in parts.link ? parts.link.classes : 1))
    refuse(
      'parameter-conflict',
      `objective must be the model's ${parts.link.objective}, found ${settings.objective}`,
      settings.objective,
      'params',
    )
  if (settings.objective === 'none') refuse('refit', 'a custom objective cannot be refitted', 'none', 'booster')
  if (settings.pathSmooth > 0)
    refuse(
      'refit',
      `pathSmooth must be 0, found ${settings.pathSmooth}; leaf values are refitted without smoothing`,
      settings.pathSmooth,
      'params',
    )
  return settings
}

/** Refits tree after tree, each on the scores that those before it give. */
class Refit {
  private readonly scores: Float64Array
  private readonly gradients: Float32Array
  private readonly hessians: Float32Array
  private readonly leaves: Int32Array
  private readonly objective

  constructor(
    private readonly settings: BoosterSettings,
    private readonly data: ValidationData,
    private readonly decayRate: number,
  ) {
    this.objective = createObjective(settings, data)
    const size = data.rows * this.objective.classes
    this.scores = data.initScore?.slice() ?? new Float64Array(size)
    this.gradients = new Float32Array(size)
    this.hessians = new Float32Array(size)
    this.leaves = new Int32Array(data.rows)
  }

  computeGradients(): void {
    this.objective.writeGradients(this.scores, this.gradients, this.hessians)
  }

  tree(tree: Tree, k: number): Tree {
    const { rows, values } = this.data
    const { leaves, gradients, hessians } = this
    const width = values.length / rows
    const from = k * rows
    const gradient = new Float64Array(tree.leaves)
    const hessian = new Float64Array(tree.leaves).fill(EPSILON)
    for (let row = 0; row < rows; row++) {
      const leaf = leafOf(tree, values, row * width)
      leaves[row] = leaf
      gradient[leaf]! += gradients[from + row]!
      hessian[leaf]! += hessians[from + row]!
    }
    const leafValue = tree.leafValue.map((old, leaf) => {
      const fresh = leafOutput(gradient[leaf]!, hessian[leaf]!, this.settings) * tree.shrinkage
      return roundToZero(this.decayRate * old + (1 - this.decayRate) * fresh)
    })
    for (let row = 0; row < rows; row++) this.scores[from + row]! += leafValue[leaves[row]!]!
    return { ...tree, leafValue }
  }
}

/**
 * The same trees with leaf values moved towards new rows (LightGBM's `refit`): each leaf becomes `decayRate` times its old value plus
 * `1 − decayRate` times the value that fits the new rows in it, on top of the trees before it. Leaves that no new row falls into shrink
 * towards 0. The new rows should be later than those the model was trained on; splits, gains, counts and the model's size stay.
 *
 * As in LightGBM, the start score counts as part of the first tree's outputs and is not fitted again, and a random forest's trees are each
 * fitted from scores of 0. `booster` itself is not changed.
 *
 * @throws BarcastError `boosting/booster`, `boosting/refit` for models with linear leaves, XGBoost's scores, a custom objective or path
 * smoothing; what `trainBooster` throws for rows and parameters; `task/aborted`.
 *
 * @example
 * const adapted = await refitBooster(booster, { x: newestX, y: newestY, decayRate: 0.8 })
 */
export async function refitBooster(booster: Booster, options: RefitBoosterOptions): Promise<Booster> {
  const { decayRate = 0.9, params = {}, signal } = options
  const parts = partsOf(booster, ACTION)
  if (!(typeof decayRate === 'number' && decayRate >= 0 && decayRate <= 1))
    refuse('parameter-range', `decayRate must be from 0 to 1, found ${decayRate}`, decayRate, 'decayRate')
  if (parts.float32 !== undefined) refuse('refit', "models with XGBoost's scores cannot be refitted", 'float32', 'booster')
  if (parts.trees.some(({ linear }) => linear !== undefined))
    refuse('refit', 'models with linear leaves cannot be refitted', 'linear', 'booster')
  const settings = settingsOf(parts, params)
  const isForest = parts.averaged === true
  if (isForest && options.initScore !== undefined)
    refuse('init-score', 'a random forest cannot start from other scores, found initScore', options.initScore, 'initScore')
  const data = checkValidationData(options, parts.featureNames, settings, '')
  const breathe = createBreather(signal, ACTION)
  const refit = new Refit(settings, data, decayRate)
  const trees: Tree[] = []
  for (const tree of parts.trees) {
    const k = trees.length % booster.numClasses
    // A forest's trees do not build on each other.
    if (k === 0 && (!isForest || trees.length === 0)) refit.computeGradients()
    trees.push(refit.tree(tree, k))
    await breathe()
  }
  const { bestIteration: _, ...kept } = parts
  return createBooster({ ...kept, trees })
}
