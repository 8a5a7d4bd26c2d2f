import { createDataLabeler, labelOverlap } from '../../src/labels/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { box, COLOUR, path, picture, scale, text } from './drawing.js'

const HORIZON = 5
const SHOWN = 20
const PITCH = 11

/** Labels whose windows overlap, how many are open at each bar, and how unique each one is. */
export function drawOverlap(): string {
  const bars = simulateBars({ seed: 6, length: 60, timeframeMs: 86_400_000 })
  const labels = createDataLabeler({ horizonBars: [HORIZON] })
    .labelData(bars, { method: 'direction' })
    .spans(`label_${HORIZON}bars`)
  const { concurrency, uniqueness, averageUniqueness } = labelOverlap(labels)
  const x = scale(0, SHOWN + HORIZON, 130, 720)
  const rowOf = (timeMs: number): number => labels.timeMs.indexOf(timeMs)
  const spans = Array.from({ length: SHOWN }, (_, row) => {
    const y = 92 + row * PITCH
    const end = rowOf(labels.t1[row]!)
    const value = uniqueness[row]!
    return [
      box(x(row), y, x(end) - x(row), 7, { fill: COLOUR.blue, opacity: 0.25 + 0.75 * value }),
      ...(row % 3 === 0 ? [text(x(end) + 8, y + 8, value.toFixed(2), { size: 11, fill: COLOUR.muted })] : []),
    ]
  }).flat()
  const base = 400
  const columns = Array.from({ length: SHOWN + HORIZON - 1 }, (_, k) => {
    const row = k + 1
    const height = concurrency[row]! * 9
    return (
      box(x(row - 1) + 1, base - height, x(row) - x(row - 1) - 2, height, { fill: COLOUR.grey }) +
      text((x(row - 1) + x(row)) / 2, base + 16, String(concurrency[row]), { size: 11, fill: COLOUR.muted, anchor: 'middle' })
    )
  })
  return picture(
    'Overlapping labels are not independent rows',
    `A label on every bar with a horizon of ${HORIZON} bars shares its returns with its neighbours. Uniqueness is the share that is its own.`,
    444,
    [
      text(24, 104, 'labels'),
      ...spans,
      text(24, base - 20, 'concurrency'),
      path([
        [130, base],
        [x(SHOWN + HORIZON), base],
      ]),
      ...columns,
      text(740, 110, `uniqueness, mean ${averageUniqueness.toFixed(2)}:`, { size: 13 }),
      text(740, 130, `${labels.value.filter((value) => value >= 0).length} labels are worth about`, { size: 13 }),
      text(740, 150, `${Math.round(averageUniqueness * labels.value.filter((value) => value >= 0).length)} independent ones`, { size: 13 }),
      text(130, 434, `numbers at the bars: uniqueness of that label; below: labels whose outcome depends on the return of that bar`, {
        size: 12,
        fill: COLOUR.muted,
      }),
    ],
  )
}
