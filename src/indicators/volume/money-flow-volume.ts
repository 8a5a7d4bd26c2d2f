/**
 * Chaikin's money flow volume of row `i`: volume · ((close − low) − (high − close)) / (high − low), from −volume (close at the low) to volume (at the high); 0 for a
 * bar without range. `inputs` are high, low, close, volume.
 */
export function moneyFlowVolume(inputs: readonly Float64Array[], i: number): number {
  const high = inputs[0]![i]!
  const low = inputs[1]![i]!
  const close = inputs[2]![i]!
  const range = high - low
  return range > 0 ? ((close - low - (high - close)) / range) * inputs[3]![i]! : 0
}
