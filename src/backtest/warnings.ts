import type { Bars } from '../core/index.js'
import type { ParsedConfig } from './config.js'
import { costWarnings } from './money/warnings.js'
import type { SignalPlan } from './signal-plan.js'
import type { Simulation } from './simulation.js'

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

function volumeWarnings(bars: Bars, { fills }: Simulation, { slippageModel, slippageRate }: ParsedConfig): string[] {
  let blind = 0
  let large = 0
  let row = 0
  for (const fill of fills) {
    while (bars.openTimeMs[row]! < fill.timeMs) row += 1
    const volume = bars.volume[row]!
    if (!(volume > 0)) blind += 1
    else if (fill.units > volume) large += 1
  }
  const found: string[] = []
  if (large > 0)
    found.push(`${count(large, 'fill was', 'fills were')} larger than the whole volume of the bar; such an order would not have filled.`)
  if (blind > 0 && slippageModel !== 'fixed' && slippageRate > 0) {
    found.push(`${count(blind, 'fill was', 'fills were')} in a bar without volume and paid slippage as if the order were all of it.`)
  }
  return found
}

/** Everything about a run that its figures do not show. */
export function warningsOf(bars: Bars, plan: SignalPlan, simulation: Simulation, config: ParsedConfig): string[] {
  const { history, fills, missingCloses, unfilled } = simulation
  const found = [...costWarnings(config), ...volumeWarnings(bars, simulation, config)]
  if (fills.length === 0) found.push('Nothing was traded.')
  if (unfilled) found.push('The last change of side found no later open to fill at.')
  if (missingCloses > 0) found.push(`${count(missingCloses, 'missing close was', 'missing closes were')} replaced by the last known one.`)
  const silent = bars.length - 1 - plan.last
  if (silent > 1 && history.positionUnits[history.length - 1] !== 0) {
    found.push(`Signals end ${silent} bars before the bars do; the position was kept.`)
  }
  if (fills.some((fill) => fill.reason === 'ruin') || history.equity[history.length - 1]! <= 0) {
    found.push('The equity was used up: the position was closed at the next open and nothing was traded afterwards.')
  }
  return found
}
