import { createDataLabeler } from '../../src/labels/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { walkForward } from '../../src/validation/index.js'
import { box, COLOUR, legend, path, picture, type Scale, scale, text } from './drawing.js'

const DAY_MS = 86_400_000
const HORIZON = 6
const EMBARGO = 4
const LEFT = 120
const RIGHT = 930

interface Fold {
  train: Int32Array
  /** Left out because their label reaches into the test part. */
  purged: number[]
  embargoed: number[]
  test: Int32Array
}

function folds(spans: { t0: Float64Array; t1: Float64Array }): Fold[] {
  const options = { folds: 4, minTrainShare: 0.4 }
  const quiet = [...walkForward({ ...options, embargoMs: EMBARGO * DAY_MS })(spans)]
  return [...walkForward(options)(spans)].map(({ train, test }, k) => {
    const kept = new Set(quiet[k]!.train)
    const known = new Set(train)
    const past = Array.from({ length: test[0]! }, (_, row) => row)
    return {
      train: quiet[k]!.train,
      test,
      purged: past.filter((row) => !known.has(row)),
      embargoed: [...train].filter((row) => !kept.has(row)),
    }
  })
}

function stretch(rows: ArrayLike<number>, x: Scale, y: number, fill: string): string {
  const [first, last] = [rows[0]!, rows[rows.length - 1]!]
  return box(x(first), y, x(last + 1) - x(first), 24, { fill })
}

/** The last training labels of the first fold and the first test labels, with the days that decided them. */
function zoom({ t0, t1 }: { t0: Float64Array; t1: Float64Array }, { train, test }: Fold): string[] {
  const firstTest = test[0]!
  const from = firstTest - 16
  const x = scale(from, firstTest + 12, LEFT, RIGHT)
  const kept = new Set(train)
  const rowOf = (timeMs: number): number => t0.indexOf(timeMs)
  const edge = x(firstTest)
  const lines = Array.from({ length: 18 }, (_, k) => {
    const row = from + k
    const y = 292 + k * 10
    const fill = row >= firstTest ? COLOUR.green : kept.has(row) ? COLOUR.blue : t1[row]! >= t0[firstTest]! ? COLOUR.orange : COLOUR.yellow
    return box(x(row), y, x(rowOf(t1[row]!)) - x(row), 6, { fill })
  })
  return [
    text(
      LEFT,
      276,
      `Around the start of the first test part: each bar is one label, from its own day to the day that decided it, ${HORIZON} days later`,
      { size: 13, fill: COLOUR.muted },
    ),
    ...lines,
    path(
      [
        [edge, 284],
        [edge, 478],
      ],
      { dashed: true, stroke: COLOUR.ink },
    ),
    text(edge - 8, 472, 'first test row', { size: 13, anchor: 'end' }),
  ]
}

/** Real splits of daily labels. */
export function drawWalkForward(): string {
  const bars = simulateBars({ seed: 4, length: 160, timeframeMs: DAY_MS })
  const labels = createDataLabeler({ horizonBars: [HORIZON] })
    .labelData(bars, { method: 'direction' })
    .spans(`label_${HORIZON}bars`)
  const labelled = [...labels.value.keys()].filter((row) => labels.value[row]! >= 0)
  const spans = { t0: Float64Array.from(labelled, (row) => labels.t0[row]!), t1: Float64Array.from(labelled, (row) => labels.t1[row]!) }
  const parts = folds(spans)
  const x = scale(0, labelled.length, LEFT, RIGHT)
  const rows = parts.flatMap(({ train, purged, embargoed, test }, k) => {
    const y = 84 + k * 34
    return [
      text(24, y + 17, `fold ${k + 1}`),
      box(LEFT, y, RIGHT - LEFT, 24, { fill: COLOUR.panel }),
      stretch(train, x, y, COLOUR.blue),
      stretch(embargoed, x, y, COLOUR.yellow),
      stretch(purged, x, y, COLOUR.orange),
      stretch(test, x, y, COLOUR.green),
    ]
  })
  return picture(
    'Walk-forward with purge and embargo',
    'Each fold learns from its past only. Labels that were decided inside the test part are purged; the embargo adds a quiet time before it.',
    490,
    [
      ...rows,
      legend(LEFT, 242, [
        ['train', COLOUR.blue, 80],
        [`embargo (${EMBARGO} days)`, COLOUR.yellow, 150],
        ['purged', COLOUR.orange, 90],
        ['test', COLOUR.green, 80],
        ['not used by the fold', COLOUR.panel, 170],
      ]),
      ...zoom(spans, parts[0]!),
    ],
  )
}
