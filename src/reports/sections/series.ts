import type { LineSeries } from '../charts/line-chart.js'
import type { TearSheetInput } from '../tear-sheet-input.js'

/** A line derived from the strategy's equity and, where there is a benchmark, one from the benchmark's. */
export function bothSeries(
  input: TearSheetInput,
  derive: (equity: Float64Array) => Float64Array,
  style: 'strategy' | 'loss',
): LineSeries[] {
  const strategy: LineSeries = { name: 'Strategy', values: derive(input.equity), style }
  if (input.benchmark === undefined) return [strategy]
  return [strategy, { name: input.benchmark.name, values: derive(input.benchmark.equity), style: 'benchmark' }]
}
