import type { StudyResults } from 'barcast/reports'
import type { CompleteTrial, Direction, SearchSpace, TrialRecord } from 'barcast/tuning'

/** A complete trial with these values and parameters. */
export function complete(
  number: number,
  values: readonly number[],
  params: TrialRecord['params'] = {},
  extra: { constraints?: readonly number[]; space?: SearchSpace; reports?: TrialRecord['reports'] } = {},
): CompleteTrial {
  const { space = {}, ...rest } = extra
  return {
    number,
    state: 'complete',
    value: values[0]!,
    values,
    params,
    space,
    startedMs: 1000 * number,
    finishedMs: 1000 * number + 800,
    ...rest,
  }
}

/** A study of these trials; the best ones are given, or the first complete one of lowest value. */
export function studyOf(
  trials: readonly TrialRecord[],
  directions: readonly Direction[] = ['minimize'],
  bestTrials?: readonly CompleteTrial[],
): StudyResults {
  const done = trials.filter((trial): trial is CompleteTrial => trial.state === 'complete')
  const lowest = done.reduce<CompleteTrial | undefined>(
    (best, trial) => (best === undefined || trial.value < best.value ? trial : best),
    undefined,
  )
  return { name: 'sample', directions, trials, bestTrials: bestTrials ?? (lowest === undefined ? [] : [lowest]) }
}

/** Every number in a geometric attribute, in the data of a path or in a percentage. */
export function coordinates(svg: string): number[] {
  const attributes = [...svg.matchAll(/ (?:d|x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"/g)].map((match) => match[1]!)
  return attributes.flatMap((text) => text.split(/[MLHVZhv\s%]+/).filter((part) => part !== '' && part !== 'px')).map(Number)
}

/** Marks as circles: class, place in percent and pixels, and tooltip. */
export function circles(svg: string): { className: string; x: string; y: number; tooltip: string }[] {
  return [...svg.matchAll(/<circle class="mark ([\w-]+)" cx="([^"]+)" cy="([^"]+)" r="[^"]+"><title>([^<]*)<\/title>/g)].map((match) => ({
    className: match[1]!,
    x: match[2]!,
    y: Number(match[3]),
    tooltip: match[4]!,
  }))
}

/** Points of paths of dots. */
export function dotCount(svg: string): number {
  return [...svg.matchAll(/<path class="dots [^"]*" d="([^"]*)"/g)].reduce((sum, match) => sum + (match[1]!.match(/h0/g) ?? []).length, 0)
}
