import { barChart } from '../charts/bar-chart.js'
import { heatMap } from '../charts/heat-map.js'
import { calibrationError, reliabilityDiagram } from '../charts/reliability.js'
import { decimalExponent } from '../charts/scale.js'
import { decimalText, percentText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'

const MOST_FEATURES = 20

/** The most important features as bars. */
export function importanceExhibit({ importance }: TearSheetInput): Exhibit | undefined {
  if (importance === undefined || importance.features.length === 0) return undefined
  const ranked = importance.features.map((feature, i) => ({ ...feature, i })).sort((a, b) => b.value - a.value || a.i - b.i)
  const bars = ranked.slice(0, MOST_FEATURES)
  const total = importance.features.length
  const decimals = Math.max(0, Math.min(12, 2 - decimalExponent(bars[0]!.value)))
  const caption =
    total > bars.length ? `The first ${bars.length} of ${total} features.` : `${total === 1 ? 'The one feature' : `All ${total} features`}.`
  const chart = barChart({
    title: 'Feature importance',
    description: `Most important: ${bars
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ')}. ${caption}`,
    bars,
    valueText: (value) => decimalText(value, decimals),
    valueLabel: importance.label,
  })
  return { title: 'Feature importance', caption, charts: [chart] }
}

/** Predicted probabilities against what came. */
export function calibrationExhibit({ calibration }: TearSheetInput): Exhibit | undefined {
  if (calibration === undefined || calibration.curve.count.every((count) => count === 0)) return undefined
  const rows = calibration.curve.count.reduce((sum, count) => sum + count, 0)
  const error = percentText(calibrationError(calibration.curve), 1)
  const caption =
    `Class ${calibration.className}: expected calibration error ${error} over ${decimalText(rows, 0)} out-of-sample rows. ` +
    'On the dashed line, probabilities are what they say. Dots are bins with their rows.'
  const chart = reliabilityDiagram({ title: 'Calibration', description: caption, curve: calibration.curve, height: 280 })
  return { title: 'Calibration', caption, charts: [chart] }
}

/** What was predicted against what came, per class. */
export function confusionExhibit({ confusion }: TearSheetInput): Exhibit | undefined {
  if (confusion === undefined || confusion.classNames.length === 0) return undefined
  const { classNames, matrix } = confusion
  const rows = classNames.map((name, actual) => {
    const counts = Array.from(matrix.data.subarray(actual * matrix.classes, (actual + 1) * matrix.classes))
    const total = counts.reduce((sum, count) => sum + count, 0)
    return {
      name,
      cells: counts.map((count, predicted) => {
        const share = total > 0 ? count / total : 0
        const right = actual === predicted
        return {
          text: `${decimalText(count, 0)} (${percentText(share, 0)})`,
          tooltip: `actual ${name}, predicted ${classNames[predicted]}: ${decimalText(count, 0)} rows, ${percentText(share, 1)} of actual ${name}`,
          strength: right ? share : -share,
        }
      }),
    }
  })
  const caption = 'Rows of the test parts, with their share of the actual class. Blue is right, orange wrong.'
  const chart = heatMap({
    title: 'Confusion matrix',
    description: caption,
    columnNames: classNames,
    rows,
    rowPx: 46,
    leftPx: 86,
    columnTitle: 'predicted',
    rowTitle: 'actual',
  })
  return { title: 'Confusion matrix', caption, charts: [chart] }
}
