/** Folds up to which every half is looked at: 924 halves of 12. */
const MOST_FOLDS = 12

/** Mean of the trial's scores in the folds of the mask. */
function meanWithin(scores: readonly number[], mask: number): number {
  let [sum, count] = [0, 0]
  for (let fold = 0; fold < scores.length; fold++) {
    if ((mask & (1 << fold)) === 0) continue
    sum += scores[fold]!
    count += 1
  }
  return sum / count
}

function foldCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest > 0; rest >>>= 1) count += rest & 1
  return count
}

/**
 * Probability of overfitting from scores by trial and fold, by combinatorially symmetric cross-validation with the mean score in the place of the Sharpe ratio: for every
 * choice of half of the folds, the trial with the best mean there is ranked among all trials by its mean in the other folds (equal ones share their mean rank). When it
 * stands in the lower half of them as often as not, choosing by score was worth nothing. Of an odd number of folds the chosen half is the smaller one.
 * After Bailey, Borwein, López de Prado and Zhu, The Probability of Backtest Overfitting (2015). Undefined below two trials, below four folds and above twelve.
 *
 * @param scoresByTrial larger is better; equally many folds each
 */
export function foldOverfitting(scoresByTrial: readonly (readonly number[])[]): { probability: number; splits: number } | undefined {
  const folds = scoresByTrial[0]?.length ?? 0
  if (scoresByTrial.length < 2 || folds < 4 || folds > MOST_FOLDS) return undefined
  const all = (1 << folds) - 1
  let [splits, overfitted] = [0, 0]
  for (let half = 1; half < all; half++) {
    if (foldCount(half) !== Math.floor(folds / 2)) continue
    const inside = scoresByTrial.map((scores) => meanWithin(scores, half))
    const outside = scoresByTrial.map((scores) => meanWithin(scores, all ^ half))
    const chosen = outside[inside.indexOf(Math.max(...inside))]!
    const below = outside.filter((score) => score < chosen).length
    const equal = outside.filter((score) => score === chosen).length
    const share = (below + (equal + 1) / 2) / (outside.length + 1)
    splits += 1
    if (share <= 0.5) overfitted += 1
  }
  return { probability: overfitted / splits, splits }
}
