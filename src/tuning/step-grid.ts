/** Digits after the point in the shortest decimal that spells the number. */
function decimalsOf(value: number): number {
  const [mantissa, exponent = '0'] = String(value).split('e')
  const fraction = mantissa!.split('.')[1] ?? ''
  return Math.min(Math.max(fraction.length - Number(exponent), 0), 100)
}

/** low + k · step as the decimal that it spells: 0.1 + 2 · 0.1 is 0.3. */
export function gridValue(low: number, step: number, k: number): number {
  const value = low + k * step
  return Number.isInteger(value) ? value : Number(value.toFixed(Math.max(decimalsOf(low), decimalsOf(step))))
}

/** Number of whole steps between the ends; a step that misses the end by rounding alone counts. */
export function stepsBetween(low: number, high: number, step: number): number {
  const steps = (high - low) / step
  const nearest = Math.round(steps)
  return Math.abs(steps - nearest) <= 1e-9 * Math.max(1, nearest) ? nearest : Math.floor(steps)
}
