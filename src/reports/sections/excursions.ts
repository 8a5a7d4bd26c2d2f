import { scatterChart } from '../charts/scatter-chart.js'
import { decimalText, percentText } from '../number-text.js'
import type { TearSheetInput, TradeOutcome } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'

const MOST_POINTS = 1500

type Excursion = TradeOutcome & { adverseFraction: number; favourableFraction: number }

/** At most 1,500, evenly spread over the run. */
function spread<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MOST_POINTS) return items
  return Array.from({ length: MOST_POINTS }, (_, i) => items[Math.floor((i * items.length) / MOST_POINTS)]!)
}

/** How far each trade went against its holder and in his favour. */
export function excursionsExhibit({ trades = [] }: TearSheetInput): Exhibit | undefined {
  const known = trades.filter(
    (trade): trade is Excursion => Number.isFinite(trade.adverseFraction) && Number.isFinite(trade.favourableFraction),
  )
  if (known.length === 0) return undefined
  const shown = spread(known)
  const size = (of: 'adverseFraction' | 'favourableFraction') => (trade: Excursion) => Math.abs(trade[of])
  const caption =
    'Each dot is a trade: the largest move against it (MAE) and in its favour (MFE) while it was held, as a share of the entry price.' +
    (shown.length < known.length ? ` ${decimalText(shown.length, 0)} of ${decimalText(known.length, 0)} trades, evenly spread.` : '')
  const chart = scatterChart({
    title: 'Excursions',
    description: caption,
    points: shown.map((trade) => ({
      x: size('adverseFraction')(trade),
      y: size('favourableFraction')(trade),
      className: trade.returnFraction > 0 ? 'gain' : 'loss',
      tooltip: `against ${percentText(size('adverseFraction')(trade))}, in favour ${percentText(size('favourableFraction')(trade))}, result ${percentText(trade.returnFraction)}`,
    })),
    xLabel: 'largest move against the trade (%)',
    yLabel: 'Largest move in favour (%)',
    tickText: (value) => percentText(value, value !== 0 && Math.abs(value) < 0.01 ? 1 : Math.abs(value * 100) % 1 < 1e-9 ? 0 : 1),
    height: 240,
    legend: [
      { name: 'gained', className: 'gain' },
      { name: 'lost', className: 'loss' },
    ],
  })
  return { title: 'Excursions of trades', caption, charts: [chart] }
}
