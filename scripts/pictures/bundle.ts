import { createLiveStrategy } from '../../src/bundles/index.js'
import { barAt } from '../../src/core/index.js'
import { box, COLOUR, path, picture, text } from './drawing.js'
import { bundleOf, type Research } from './research.js'

interface Step {
  title: string
  lines: readonly string[]
}

/** Rows that the bundle decides live, and how many of its probabilities differ from the walk-forward's. */
function replay(research: Research): { rows: number; differing: number } {
  const { bars, walk } = research
  const bundle = bundleOf(research)
  const strategy = createLiveStrategy(bundle)
  const { timeMs, signals, confidence } = walk.outOfSample
  let [rows, differing] = [0, 0]
  for (let row = 0; row < bars.length; row++) {
    if (bars.openTimeMs[row]! < bundle.startMs) continue
    const decision = strategy.next(barAt(bars, row))
    const at = timeMs.indexOf(decision.timeMs)
    rows += 1
    if (decision.signal !== signals[at] || !Object.is(decision.confidence, confidence[at]!)) differing += 1
  }
  return { rows, differing }
}

function stepBox(x: number, y: number, width: number, { title, lines }: Step, stroke: string): string[] {
  return [
    box(x, y, width, 34 + lines.length * 18, { fill: '#fff', stroke, radius: 5 }),
    text(x + 12, y + 22, title, { bold: true }),
    ...lines.map((line, k) => text(x + 12, y + 42 + k * 18, line, { size: 13, fill: COLOUR.muted })),
  ]
}

/** What goes into a bundle and what runs it. */
export function drawBundle(research: Research): string {
  const { names } = research.engineer
  const { model } = research.walk.folds.at(-1)!
  const { rows, differing } = replay(research)
  const parts: Step = {
    title: 'bundle.json',
    lines: [
      `definitions of ${names.length} features`,
      'state of the feature stream',
      'scaler of the training part',
      `model (${model.modelType}, ${model.classNames.length} classes)`,
      'decision rule',
      'SHA-256 over everything',
    ],
  }
  return picture(
    'One file from research to live',
    'The bundle holds everything that decided a signal in the backtest. The bot needs the bundle and closed bars, nothing else.',
    372,
    [
      box(24, 84, 286, 254, { fill: COLOUR.panel, radius: 8 }),
      text(40, 108, 'research', { bold: true, fill: COLOUR.blue }),
      ...stepBox(40, 120, 254, { title: 'bars → features, labels', lines: ['labels carry their time span'] }, COLOUR.grey),
      path(
        [
          [167, 172],
          [167, 188],
        ],
        { arrow: true },
      ),
      ...stepBox(40, 190, 254, { title: 'walk-forward', lines: ['scaler, search, model in each fold'] }, COLOUR.grey),
      path(
        [
          [167, 242],
          [167, 258],
        ],
        { arrow: true },
      ),
      ...stepBox(40, 260, 254, { title: 'backtest', lines: ['out-of-sample signals, with costs'] }, COLOUR.grey),
      path(
        [
          [310, 205],
          [358, 205],
        ],
        { arrow: true, stroke: COLOUR.ink, width: 1.6 },
      ),
      ...stepBox(362, 134, 236, parts, COLOUR.blue),
      path(
        [
          [598, 205],
          [646, 205],
        ],
        { arrow: true, stroke: COLOUR.ink, width: 1.6 },
      ),
      box(650, 84, 286, 254, { fill: COLOUR.panel, radius: 8 }),
      text(666, 108, 'live', { bold: true, fill: COLOUR.orange }),
      ...stepBox(666, 120, 254, { title: 'a bar closes', lines: ['strategy.next(bar)'] }, COLOUR.grey),
      path(
        [
          [793, 172],
          [793, 188],
        ],
        { arrow: true },
      ),
      ...stepBox(666, 190, 254, { title: 'signal, confidence', lines: ['fills at the next open'] }, COLOUR.grey),
      path(
        [
          [793, 242],
          [793, 258],
        ],
        { arrow: true },
      ),
      ...stepBox(666, 260, 254, { title: 'snapshot', lines: ['a restarted bot goes on from it'] }, COLOUR.grey),
      text(480, 330, `here: ${rows} live bars, ${differing} differ`, { size: 13, anchor: 'middle' }),
      text(480, 348, 'from the walk-forward', { size: 13, anchor: 'middle' }),
    ],
  )
}
