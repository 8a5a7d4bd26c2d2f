/** True when the finite times never fall, or never rise. */
function isMonotone(times: Float64Array): boolean {
  let rises = false
  let falls = false
  for (let i = 1; i < times.length; i++) {
    if (times[i]! > times[i - 1]!) rises = true
    else if (times[i]! < times[i - 1]!) falls = true
  }
  return !(rises && falls)
}

/**
 * The most frequent positive step between neighbouring times, in their unit: the bars' timeframe. Equally frequent steps: the smallest.
 * Rows may be in any order; missing times are passed over. Undefined when no two times differ.
 */
export function mostFrequentStep(times: Float64Array): number | undefined {
  const finite = times.every(Number.isFinite) ? times : times.filter(Number.isFinite)
  const ordered = isMonotone(finite) ? finite : finite.slice().sort()
  const counts = new Map<number, number>()
  for (let i = 1; i < ordered.length; i++) {
    const step = Math.abs(ordered[i]! - ordered[i - 1]!)
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let best: number | undefined
  let bestCount = 0
  for (const [step, count] of counts) {
    if (count > bestCount || (count === bestCount && step < best!)) {
      best = step
      bestCount = count
    }
  }
  return best
}
