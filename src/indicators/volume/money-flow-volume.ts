/**
 * Chaikin's money flow volume of row `i`: volume · ((close − low) − (high − close)) / (high − low), from −volume (close at the low) to volume (at the high); 0 for a
 * bar without range.
 */
export function moneyFlowVolume(high: Float64Array, low: Float64Array, close: Float64Array, volume: Float64Array, i: number): number {
  const top = high[i]!
  const bottom = low[i]!
  const price = close[i]!
  const range = top - bottom
  return range > 0 ? ((price - bottom - (top - price)) / range) * volume[i]! : 0
}
