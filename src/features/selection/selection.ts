import { BarcastError, canonicalJson, createFrame, type Frame, type Json, sha256 } from '../../core/index.js'

/** What a method makes of one column. */
export interface FeatureScore {
  readonly name: string
  /** The higher, the better; null where the column has too few values, or none that differ. */
  readonly score: number | null
  /** Chance of such a score if column and target had nothing to do with each other, where the method has one. */
  readonly pValue?: number
  /** Standard deviation over repeats, where there are some. */
  readonly deviation?: number
}

/**
 * Which columns are kept, and why the others are not: learned from the training part, applied to every other. Plain JSON-able data; `sha256` is over the other fields, so that
 * {@link parseSelection} refuses an altered one.
 */
export interface FeatureSelection {
  readonly formatVersion: 1
  /** How it was made: `mutualInformation`, `variance then correlation` … */
  readonly method: string
  /** Rows it was made from; 0 when it was made from scores alone. */
  readonly rows: number
  /** The columns kept, in the frame's order. */
  readonly names: readonly string[]
  /** Of all columns that were scored, in their order; empty for methods without a score. */
  readonly scores: readonly FeatureScore[]
  readonly dropped: readonly { readonly name: string; readonly reason: string }[]
  readonly sha256: string
}

/** The digest that a selection's `sha256` must hold. */
export function selectionDigest({ formatVersion, method, rows, names, scores, dropped }: Omit<FeatureSelection, 'sha256'>): string {
  const content = { formatVersion, method, rows, names, scores, dropped }
  return sha256(canonicalJson(content as unknown as Json))
}

/** @throws BarcastError `features/selection-empty` when nothing is kept. */
export function makeSelection(made: Omit<FeatureSelection, 'formatVersion' | 'sha256'>): FeatureSelection {
  if (made.names.length === 0)
    throw new BarcastError(
      'features/selection-empty',
      `Select features: at least one column must be kept, found none of ${made.dropped.length}; "${made.dropped[0]?.name}": ${made.dropped[0]?.reason}`,
      { value: made.dropped.length },
    )
  const content = { formatVersion: 1, ...made } as const
  return { ...content, sha256: selectionDigest(content) }
}

/**
 * The columns that were kept, in the selection's order, over the same memory.
 *
 * @throws BarcastError `frame/unknown-column` for a frame without one of them.
 */
export function applySelection(selection: FeatureSelection, frame: Frame): Frame {
  const columns = new Map(selection.names.map((name) => [name, frame.column(name)]))
  return createFrame({ columns, timeMs: frame.timeMs, ...(frame.explorationOnly === true ? { explorationOnly: true } : {}) })
}

/** How many columns to keep: the best so many, those that reach a score, or both. */
export interface ScoreLimit {
  /** At most so many. */
  top?: number
  /** Scores below this are dropped. */
  threshold?: number
}

/** @throws BarcastError `features/selection-option`. */
export function refuseSelectionOption(path: string, rule: string, value: unknown): never {
  throw new BarcastError('features/selection-option', `Select features: ${path} must be ${rule}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

function checkLimit({ top, threshold }: ScoreLimit): void {
  if (top === undefined && threshold === undefined) refuseSelectionOption('top', 'given, or threshold, or both', undefined)
  if (top !== undefined && !(Number.isInteger(top) && top >= 1)) refuseSelectionOption('top', 'a whole number from 1', top)
  if (threshold !== undefined && !Number.isFinite(threshold)) refuseSelectionOption('threshold', 'a number', threshold)
}

/** Places from best to worst, 0 the best; columns without a score come last, equal ones in their order. */
export function placesOf(scores: readonly FeatureScore[]): number[] {
  const order = scores
    .map(({ score }, k) => ({ score, k }))
    .sort((a, b) => (a.score === b.score ? a.k - b.k : a.score === null ? 1 : b.score === null ? -1 : b.score - a.score))
  const places: number[] = []
  order.forEach(({ k }, place) => {
    places[k] = place
  })
  return places
}

/** Scores by name, as a model's importances come, or as the scoring functions give them. */
export function scoresOf(scores: readonly FeatureScore[] | Readonly<Record<string, number>>): FeatureScore[] {
  const list: readonly FeatureScore[] = Array.isArray(scores)
    ? (scores as readonly FeatureScore[])
    : Object.entries(scores as Readonly<Record<string, number>>).map(([name, score]) => ({ name, score }))
  return list.map((given) => {
    if (given.score !== null && !Number.isFinite(given.score))
      refuseSelectionOption('scores', `finite numbers or null, like that of "${given.name}"`, given.score)
    return given
  })
}

/**
 * The columns with the highest scores, whatever made them: {@link mutualInformation}, {@link anovaF}, {@link regressionF}, {@link permutationImportance}, or the importances of a
 * model. Of equal scores the earlier column is kept. Columns without a score are dropped.
 *
 * @throws BarcastError `features/selection-option`, `features/selection-empty`.
 */
export function selectByScore(
  scores: readonly FeatureScore[] | Readonly<Record<string, number>>,
  { top, threshold, method = 'score', rows = 0 }: ScoreLimit & { method?: string; rows?: number },
): FeatureSelection {
  checkLimit({ ...(top === undefined ? {} : { top }), ...(threshold === undefined ? {} : { threshold }) })
  const list = scoresOf(scores)
  const places = placesOf(list)
  const dropped: { name: string; reason: string }[] = []
  const names: string[] = []
  list.forEach(({ name, score }, k) => {
    if (score === null) dropped.push({ name, reason: `${method}: no score, too few values that differ` })
    else if (threshold !== undefined && score < threshold) dropped.push({ name, reason: `${method}: ${score} is below ${threshold}` })
    else if (top !== undefined && places[k]! >= top)
      dropped.push({ name, reason: `${method}: place ${places[k]! + 1} of ${list.length}, kept are ${top}` })
    else names.push(name)
  })
  return makeSelection({ method, rows, names, scores: list, dropped })
}
