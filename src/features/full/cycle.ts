import type { TextColumn } from '../text-column.js'

/* The cycle that the Hilbert transform finds in the closes (Ehlers), and averages that adapt to it. */

const column = (name: string, title: string, unit: string, text: string): TextColumn => ({
  name,
  group: 'technical',
  title,
  unit,
  source: 'Ehlers, Rocket Science for Traders, 2001; as TA-Lib',
  text,
})

export const cycleColumns: readonly TextColumn[] = [
  column('cycle_period', 'Length of the dominant cycle', 'bars', 'dominantCyclePeriod()'),
  column('cycle_sine', 'Sine of the phase of the dominant cycle', '−1 … 1', 'hilbertSine().sine'),
  column('cycle_lead_sine', 'Sine of that phase an eighth of the cycle later', '−1 … 1', 'hilbertSine().leadSine'),
  column('cycle_in_phase', 'Part of the cycle in phase, against the close', 'fraction', 'hilbertPhasor().inPhase / close'),
  column('cycle_quadrature', 'Part of the cycle a quarter ahead, against the close', 'fraction', 'hilbertPhasor().quadrature / close'),
  column('trend_mode', 'Trend (1) or cycle (0)', 'flag 0, 1', 'hilbertTrendMode()'),
  column('trendline_distance', 'Close against its mean over the dominant cycle', 'fraction', 'close / hilbertTrendline() - 1'),
  column('mama_distance', 'Close against the average that adapts to the cycle (MAMA)', 'fraction', 'close / mama().mama - 1'),
  column('mama_spread', 'That average against the slower one that follows it (FAMA)', 'fraction', 'mama().mama / mama().fama - 1'),
]
