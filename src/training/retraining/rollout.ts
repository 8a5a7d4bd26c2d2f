import { sha256 } from '../../core/index.js'
import type { RetrainingSettings } from './config.js'
import { type LossDifference, testArms, testLossDifference } from './loss-difference.js'
import { meanOf, type ScoredRows, symbolAt } from './scored-rows.js'

/**
 * Whether a row of this time and symbol belongs to the challenger: the first 52 bits of SHA-256 of `salt|symbol|timeMs`, as a number in 0 … 1, lie below `share`. The same
 * row gets the same answer everywhere, and a row that belongs to a small share belongs to every larger one.
 */
export function servedByChallenger(timeMs: number, symbol: string, share: number, salt: string): boolean {
  return Number.parseInt(sha256(`${salt}|${symbol}|${timeMs}`).slice(0, 13), 16) / 2 ** 52 < share
}

/** What a look at a stage of a rollout says. */
export interface RolloutReview {
  readonly verdict: 'wait' | 'advance' | 'stop'
  /** In words, with its figures. */
  readonly why: string
  /** Undefined as long as there are too few rows. */
  readonly difference: LossDifference | undefined
}

interface Arms {
  readonly champion: Float64Array
  readonly challenger: Float64Array
}

/** Each version's losses on the rows that it served. */
function separateArms(champion: ScoredRows, challenger: ScoredRows, share: number, salt: string): Arms {
  const served = Array.from(champion.timeMs, (timeMs, row) => servedByChallenger(timeMs, symbolAt(champion, row), share, salt))
  return { champion: champion.loss.filter((_, row) => !served[row]!), challenger: challenger.loss.filter((_, row) => served[row]!) }
}

const figure = (value: number): string => value.toPrecision(4)

/**
 * Looks at a stage: both versions' rows since it began. The challenger is stopped when it is significantly worse than the champion, or its mean loss above
 * `maxLoss`; it advances when there are rows enough and the stage has lasted long enough.
 *
 * @param salt what the rows were split by
 */
export function reviewStage(
  champion: ScoredRows,
  challenger: ScoredRows,
  stage: { readonly share: number; readonly salt: string; readonly ageMs: number },
  { minRows, minStageMs, arms, significance }: Omit<RetrainingSettings['rollout'], 'shares'>,
  { maxLoss, horizonBars }: { maxLoss: number | undefined; horizonBars: number },
): RolloutReview {
  const { share, salt, ageMs } = stage
  const split =
    arms === 'separate' ? separateArms(champion, challenger, share, salt) : { champion: champion.loss, challenger: challenger.loss }
  const rows = Math.min(split.challenger.length, split.champion.length)
  if (rows < minRows) return { verdict: 'wait', why: `${rows} of ${minRows} rows at a share of ${share}`, difference: undefined }
  const difference =
    arms === 'separate'
      ? testArms(split.champion, split.challenger, { horizonBars })
      : testLossDifference(split.champion, split.challenger, { horizonBars })
  const loss = meanOf(split.challenger)
  const compared = `Mean loss ${figure(loss)} against ${figure(meanOf(split.champion))} over ${difference.rows} rows at a share of ${share}`
  if (difference.pWorse < significance)
    return { verdict: 'stop', why: `${compared}: worse, p = ${figure(difference.pWorse)} against ${significance}`, difference }
  if (maxLoss !== undefined && loss > maxLoss)
    return { verdict: 'stop', why: `${compared}: above the largest loss of ${maxLoss}`, difference }
  if (ageMs < minStageMs) return { verdict: 'wait', why: `${compared}: the stage lasts ${minStageMs - ageMs} ms more`, difference }
  return { verdict: 'advance', why: `${compared}: not worse, p = ${figure(difference.pWorse)} against ${significance}`, difference }
}

/** Whether the champion gives way to the one before it, judged by the same last rows of both; undefined when it stays. */
export function reasonToRollBack(
  champion: ScoredRows,
  former: ScoredRows,
  { rows, margin, maxLoss }: NonNullable<RetrainingSettings['rollback']>,
): string | undefined {
  if (champion.loss.length < rows) return undefined
  const [loss, formerLoss] = [meanOf(champion.loss), meanOf(former.loss)]
  if (maxLoss !== undefined && loss > maxLoss)
    return `Mean loss ${figure(loss)} over the last ${rows} rows, above the largest of ${maxLoss}`
  if (loss - formerLoss > margin)
    return `Mean loss ${figure(loss)} over the last ${rows} rows, ${figure(loss - formerLoss)} above the former champion's ${figure(formerLoss)}; the margin is ${margin}`
  return undefined
}
