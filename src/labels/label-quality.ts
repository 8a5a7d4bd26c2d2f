import { BarcastError, type Labels, log } from '../core/index.js'

/** How labels are spread over the classes. */
export interface LabelBalance {
  rows: number
  /** Rows with a label. */
  labelled: number
  classes: readonly { name: string; rows: number; share: number }[]
  /** Entropy of the shares over that of equal shares, 0 (one class only) … 1 (all equally frequent). NaN without labels. */
  balance: number
  /** Rows of the most frequent class over those of the rarest, Infinity when a class never occurs. NaN without labels. */
  imbalance: number
  /** Share of the most frequent class: the accuracy of always naming it. NaN without labels. */
  majorityShare: number
}

/**
 * Distribution and balance of labels. Missing labels are counted in `rows` alone.
 *
 * @example
 * labelBalance(labeled.spans('label_5min')).majorityShare // 0.62
 */
export function labelBalance({ value, classes }: Labels): LabelBalance {
  const counts = new Float64Array(classes.length)
  let labelled = 0
  for (let i = 0; i < value.length; i++) {
    if (value[i]! < 0) continue
    counts[value[i]!]! += 1
    labelled += 1
  }
  const shares = classes.map((name, k) => ({ name, rows: counts[k]!, share: counts[k]! / labelled }))
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  const least = counts.reduce((a, b) => Math.min(a, b), Infinity)
  const entropy = shares.reduce((sum, { share }) => (share > 0 ? sum - share * log(share) : sum), 0)
  const known = labelled > 0
  return {
    rows: value.length,
    labelled,
    classes: shares,
    balance: known ? Math.min(1, entropy / log(classes.length)) : NaN,
    imbalance: known ? most / least : NaN,
    majorityShare: known ? most / labelled : NaN,
  }
}

/** How labels of two horizons or methods agree. */
export interface LabelConsistency {
  /** Rows that both label. */
  rows: number
  /** Share of them in the same class. NaN without rows, or when the classes differ. */
  agreement: number
  /** Agreement beyond chance (Cohen's kappa): 1 always, 0 as if drawn apart, below 0 less than that. NaN as `agreement`, and when both name one class only. */
  kappa: number
  /** Share of them that one calls bullish and the other bearish. NaN without rows. */
  opposed: number
}

/** −1 bearish, 0 neutral, 1 bullish: classes are ordered from bearish to bullish. */
function sideOf(index: number, { classes }: Labels): number {
  return Math.sign(2 * index - (classes.length - 1))
}

/**
 * Consistency of two label columns over the same bars. Horizons that nest agree more than chance even on a random walk, because the longer one contains
 * the shorter; `opposed` says how often a model of one would be traded against the other.
 *
 * @throws BarcastError `labels/consistency` when they are not of the same rows.
 *
 * @example
 * labelConsistency(labeled.spans('label_5min'), labeled.spans('label_60min')).opposed // 0.21
 */
export function labelConsistency(a: Labels, b: Labels): LabelConsistency {
  if (a.length !== b.length || a.timeMs.some((time, i) => time !== b.timeMs[i])) {
    throw new BarcastError(
      'labels/consistency',
      `Compare labels: both must be of the same rows, found ${a.length} and ${b.length} rows of other times`,
      {
        value: b.length,
      },
    )
  }
  const alike = a.classes.length === b.classes.length && a.classes.every((name, k) => name === b.classes[k])
  const [ofA, ofB] = [new Float64Array(a.classes.length), new Float64Array(b.classes.length)]
  let [rows, same, opposed] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a.value[i]!, b.value[i]!]
    if (x < 0 || y < 0) continue
    rows += 1
    ofA[x]! += 1
    ofB[y]! += 1
    if (x === y) same += 1
    if (sideOf(x, a) * sideOf(y, b) < 0) opposed += 1
  }
  const byChance = ofA.reduce((sum, count, k) => sum + (count / rows) * ((ofB[k] ?? 0) / rows), 0)
  const agreement = alike && rows > 0 ? same / rows : NaN
  const kappa = byChance < 1 ? (agreement - byChance) / (1 - byChance) : NaN
  return { rows, agreement, kappa, opposed: rows > 0 ? opposed / rows : NaN }
}
