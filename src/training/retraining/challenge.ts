import type { Json } from '../../core/index.js'
import type { RetrainingSettings } from './config.js'
import { type LossDifference, testLossDifference } from './loss-difference.js'
import { meanOf, type ScoredRows } from './scored-rows.js'

/** How a challenge ended. */
export interface ChallengeResult {
  readonly won: boolean
  /** In words, with its figures. */
  readonly why: string
  readonly difference: LossDifference
  readonly championLoss: number
  readonly challengerLoss: number
  /** Level that this challenger was held to. */
  readonly level: number
  /** Challengers tried against this champion, this one included. */
  readonly challengersTried: number
}

/** The least p-value that a bootstrap can give must lie well below the level that it is held to. */
const DRAWS_PER_LEVEL = 20
const FEWEST_DRAWS = 1999

/**
 * Level for the k-th challenger of a champion: Bonferroni's significance / k. A challenger that only wins because it is one of many is held to the level of
 * the best of k. The levels of a whole reign add up to significance · (1 + 1/2 + … + 1/k), 4.5 times `significance` after 50 challengers: as far as the test
 * holds its level, that is the most by which one of them wins though none is better. The rollout and the rollback catch those.
 */
export function challengeLevel(significance: number, k: number): number {
  return significance / k
}

const figure = (value: number): string => value.toPrecision(4)

/**
 * Judges a challenger on the champion's rows. It wins when its mean loss is lower by more than `minImprovement`, and by more than luck gives: p of
 * {@link testLossDifference} below {@link challengeLevel}. Otherwise, equal ones included, the champion stays.
 *
 * @param triedBefore challengers that this champion was tested against before
 */
export function judgeChallenge(
  champion: ScoredRows,
  challenger: ScoredRows,
  { test, significance, minImprovement, horizonBars, seed }: Omit<RetrainingSettings['challenge'], 'minRows'>,
  triedBefore: number,
): ChallengeResult {
  const challengersTried = triedBefore + 1
  const level = challengeLevel(significance, challengersTried)
  const draws = Math.max(FEWEST_DRAWS, Math.ceil(DRAWS_PER_LEVEL / level))
  const difference = testLossDifference(champion.loss, challenger.loss, { test, horizonBars, seed, draws })
  const { improvement, pBetter, rows } = difference
  const [championLoss, challengerLoss] = [meanOf(champion.loss), meanOf(challenger.loss)]
  const large = improvement > 0 && improvement >= minImprovement
  const certain = pBetter < level
  const change = `Mean loss ${figure(challengerLoss)} against ${figure(championLoss)} over ${rows} rows`
  const held = `p = ${figure(pBetter)} against the level ${figure(level)} of challenger ${challengersTried}`
  const verdict = !large
    ? improvement > 0
      ? `the improvement of ${figure(improvement)} is below the least of ${figure(minImprovement)}`
      : 'no improvement'
    : certain
      ? `better, ${held}`
      : `an improvement that luck can give, ${held}`
  return { won: large && certain, why: `${change}: ${verdict}`, difference, championLoss, challengerLoss, level, challengersTried }
}

/** The result as the data of an event. */
export function challengeData({ won, difference, championLoss, challengerLoss, level, challengersTried }: ChallengeResult): {
  readonly [key: string]: Json
} {
  const { improvement, pBetter, rows } = difference
  return { won, championLoss, challengerLoss, improvement, pBetter, level, challengersTried, rows }
}
