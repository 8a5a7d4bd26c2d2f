import { expectedCalibrationError, reliabilityCurve } from '../../src/metrics/index.js'
import { COLOUR, dot, path, picture, scale, text } from './drawing.js'
import type { Research } from './research.js'

/** Out-of-sample probabilities of a rise against how often it came. */
export function drawCalibration({ walk }: Research): string {
  const { predictions, y: actual, confidence } = walk.outOfSample
  const rows = [...actual.keys()].filter((row) => actual[row]! >= 0 && !Number.isNaN(confidence[row]!))
  const truth = Int32Array.from(rows, (row) => actual[row]!)
  const buy = walk.classNames.length - 1
  const probability = Float64Array.from(rows, (row) => predictions.data[row * predictions.classes + buy]!)
  const hit = truth.map((label) => (label === buy ? 1 : 0))
  const { meanPredicted, fractionPositive, count } = reliabilityCurve(hit, probability)
  const error = expectedCalibrationError(hit, probability)
  const x = scale(0, 1, 90, 470)
  const y = scale(0, 1, 440, 90)
  const largest = Math.max(...count)
  const points = [...count.keys()].map((k) => [x(meanPredicted[k]!), y(fractionPositive[k]!)] as const)
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const notes = [
    `${rows.length} out-of-sample rows. A dot is a bin,`,
    'its area the number of rows in it.',
    '',
    'On the dashed line a probability of 0.7 comes true 7 times in 10.',
    `Expected calibration error, the mean distance from it: ${error.toFixed(3)}.`,
    '',
    'Dots that rise less steeply than the line: the model is too sure,',
    'and a threshold on its confidence promises more than it keeps.',
    '',
    'Few rows make a bin jump: look at the size of a dot first.',
  ]
  return picture(
    'Calibration: does a probability mean what it says?',
    "Rows are put into bins by predicted probability; each bin's mean prediction is set against its share of hits.",
    500,
    [
      ...ticks.flatMap((tick) => [
        path(
          [
            [x(0), y(tick)],
            [x(1), y(tick)],
          ],
          { stroke: COLOUR.grid },
        ),
        text(80, y(tick) + 4, String(tick), { size: 12, fill: COLOUR.muted, anchor: 'end' }),
        text(x(tick), 458, String(tick), { size: 12, fill: COLOUR.muted, anchor: 'middle' }),
      ]),
      path(
        [
          [x(0), y(0)],
          [x(1), y(1)],
        ],
        { dashed: true },
      ),
      path(points, { stroke: COLOUR.blue, width: 1.6 }),
      ...points.map(([left, top], k) => dot(left, top, 3 + 9 * Math.sqrt(count[k]! / largest), COLOUR.blue, 0.75)),
      text(280, 482, 'predicted probability of "buy"', { size: 13, anchor: 'middle' }),
      text(90, 82, 'share that came true', { size: 13 }),
      ...notes.map((note, k) => text(510, 140 + k * 22, note, { size: 13 })),
    ],
  )
}
