import { Boosting, type BoostingInputs } from '../boosting.js'
import { LightgbmRandom } from '../lightgbm-random.js'
import { shrink, type Tree } from '../tree.js'

/**
 * DART: each round drops some earlier rounds' trees before it computes gradients, then weighs them and the new trees so that together
 * they reach as far as the dropped ones did. Rounds are drawn as LightGBM draws them; later rounds change the leaf values of earlier trees.
 * Trees of a continued model are never dropped.
 */
export class DartBoosting extends Boosting {
  private readonly random: LightgbmRandom
  /** How much each round's trees weigh by now, and all together; not kept where every round is as likely to be dropped. */
  private readonly weights: number[] = []
  private totalWeight = 0

  constructor(inputs: BoostingInputs) {
    super(inputs)
    this.random = new LightgbmRandom(inputs.settings.dropSeed)
  }

  override runRound(learningRate: number): boolean {
    const { uniformDrop, xgboostDartMode } = this.inputs.settings
    const before = this.iterations
    const dropped = this.drawRounds()
    this.forEachTree(dropped, (tree, k) => {
      shrink(tree, -1)
      this.scores.addToTraining(tree, k)
    })
    const k = dropped.length
    const rate = learningRate / ((xgboostDartMode ? learningRate : 1) + k)
    const newRate = k === 0 ? learningRate : rate
    const goesOn = super.runRound(learningRate, newRate)
    if (this.iterations === before) this.takeBack(dropped)
    else {
      this.restore(dropped, rate, learningRate)
      if (!uniformDrop) {
        this.weights.push(newRate)
        this.totalWeight += newRate
      }
    }
    return goesOn
  }

  protected override get isRandom(): boolean {
    return super.isRandom || (this.inputs.settings.dropRate > 0 && this.iterations > 0)
  }

  /** The rounds to drop, by number. */
  private drawRounds(): number[] {
    const { skipDrop, uniformDrop, maxDrop, dropRate } = this.inputs.settings
    const dropped: number[] = []
    if (this.random.float() < skipDrop) return dropped
    const meanInverse = this.weights.length / this.totalWeight
    const share = uniformDrop ? maxDrop / this.iterations : (maxDrop * meanInverse) / this.totalWeight
    const rate = maxDrop > 0 && share < dropRate ? share : dropRate
    for (let round = 0; round < this.iterations; round++) {
      const chance = uniformDrop ? rate : rate * this.weights[round]! * meanInverse
      if (!(this.random.float() < chance)) continue
      dropped.push(round)
      // LightGBM looks after it has dropped one: 0 lets one go, negative numbers are no limit.
      if (maxDrop >= 0 && dropped.length >= maxDrop) break
    }
    return dropped
  }

  private forEachTree(rounds: readonly number[], change: (tree: Tree, k: number) => void): void {
    const { classes } = this.objective
    for (const round of rounds) {
      const first = this.inputs.earlierTrees.length + round * classes
      for (let k = 0; k < classes; k++) change(this.trees[first + k]!, k)
    }
  }

  /** Puts dropped trees back with less weight. Their outputs are negated at this point, and missing from the training scores only. */
  private restore(dropped: readonly number[], rate: number, learningRate: number): void {
    const { uniformDrop, xgboostDartMode } = this.inputs.settings
    const count = dropped.length
    const own = xgboostDartMode ? learningRate : 1
    this.forEachTree(dropped, (tree, k) => {
      shrink(tree, xgboostDartMode ? rate : 1 / (count + 1))
      this.scores.addToValid(tree, k)
      shrink(tree, xgboostDartMode ? -count / learningRate : -count)
      this.scores.addToTraining(tree, k)
    })
    if (uniformDrop) return
    for (const round of dropped) {
      this.totalWeight -= this.weights[round]! * (1 / (count + own))
      this.weights[round]! *= count / (count + own)
    }
  }

  /** After a round without trees nothing has changed. */
  private takeBack(dropped: readonly number[]): void {
    this.forEachTree(dropped, (tree, k) => {
      shrink(tree, -1)
      this.scores.addToTraining(tree, k)
    })
  }
}
