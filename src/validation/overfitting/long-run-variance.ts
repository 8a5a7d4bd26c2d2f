/**
 * The variance of √n times the mean of a series under the stationary bootstrap with blocks of so many rows on average, as the bootstrap itself
 * would give with endless draws: γ₀ + 2 Σ κᵢγᵢ with κᵢ = (1 − i/n) qⁱ + (i/n) qⁿ⁻ⁱ, q = 1 − 1/meanBlockRows (Politis and Romano, 1994). Both
 * halves of κ are recursions over the rows, so that the double sum takes one pass.
 *
 * @param centred the series about its mean
 */
export function longRunVariance(centred: Float64Array, meanBlockRows: number): number {
  const n = centred.length
  const q = 1 - 1 / meanBlockRows
  const powers = new Float64Array(n + 1).fill(1)
  for (let k = 1; k <= n; k++) powers[k] = powers[k - 1]! * q
  let [squares, near, far] = [0, 0, 0]
  // Σ qⁱ xₜ₋ᵢ and Σ i qⁱ xₜ₋ᵢ over i ≥ 1.
  let [decayed, decayedByLag] = [0, 0]
  // Σ qˢ xₛ and Σ s qˢ xₛ over s < t: a pair i = t − s apart has the weight i qⁿ⁻ᵗ qˢ.
  let [early, earlyByRow] = [0, 0]
  for (let t = 0; t < n; t++) {
    const value = centred[t]!
    squares += value * value
    near += value * (decayed - decayedByLag / n)
    far += ((value * (t * early - earlyByRow)) / n) * powers[n - t]!
    decayedByLag = q * (decayedByLag + decayed + value)
    decayed = q * (decayed + value)
    early += powers[t]! * value
    earlyByRow += t * powers[t]! * value
  }
  return (squares + 2 * (near + far)) / n
}
