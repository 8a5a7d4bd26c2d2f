import { quadrature } from './quadrature.js'

/**
 * What a leaf's value `v` contributes through the features on the way to it. With `z` the share of training rows that takes a step and
 * `o` 1 if the row takes it (else 0), the Shapley value of feature `k` is
 *
 *     v · (o_k − z_k) · ∫₀¹ Π_{j ≠ k} (z_j (1 − t) + o_j t) dt
 *
 * because the integral of t^s (1 − t)^(n − s) is the weight of a coalition; the interaction of `i` and `k` is half of the same with both
 * taken out of the product. The integrand is a polynomial, so a Gauss rule gives the integral exactly; all its terms are positive, so nothing
 * cancels.
 */
export class LeafShares {
  private value = 0
  private size = 0
  private points = 0
  private weights: Float64Array = new Float64Array(0)
  private share: Float64Array = new Float64Array(0)
  private from = 0
  /** Of step `k` at point `q`, at `(2 k + o) · points + q`: the factor of the product, and what takes it out again. */
  private readonly factors: Float64Array
  private readonly inverses: Float64Array
  private readonly products: Float64Array

  /** @param most steps of the longest way */
  constructor(most: number) {
    const points = Math.ceil(most / 2)
    this.factors = new Float64Array(2 * most * points)
    this.inverses = new Float64Array(2 * most * points)
    this.products = new Float64Array(points)
  }

  /** Turns to the leaf of this value with the steps `share[from]` … `share[from + size − 1]`. */
  enter(value: number, share: Float64Array, from: number, size: number): void {
    const { points, complements, weights } = quadrature(Math.ceil(size / 2))
    this.value = value
    this.size = size
    this.points = points.length
    this.weights = weights
    this.share = share
    this.from = from
    for (let k = 0; k < size; k++) {
      for (let q = 0; q < points.length; q++) {
        const others = share[from + k]! * complements[q]!
        const at = 2 * k * points.length + q
        this.factors[at] = others
        this.inverses[at] = 1 / others
        this.factors[at + points.length] = others + points[q]!
        this.inverses[at + points.length] = 1 / (others + points[q]!)
      }
    }
  }

  /** The products at all points; false if the leaf contributes nothing. */
  private multiply(taken: Uint8Array): boolean {
    const { factors, products, points, size, share, from } = this
    for (let q = 0; q < points; q++) products[q] = this.weights[q]!
    for (let k = 0; k < size; k++) {
      // A step that nobody takes, neither this row nor any of training, rules the leaf out with every coalition.
      if (taken[k] === 0 && share[from + k] === 0) return false
      const at = (2 * k + taken[k]!) * points
      for (let q = 0; q < points; q++) products[q]! *= factors[at + q]!
    }
    return true
  }

  /** Writes the interaction of steps `i` and `k` to `out[at + i · size + k]`, and on the diagonal what is left of the contributions. */
  writeInteractions(taken: Uint8Array, out: Float64Array, at: number): void {
    const { inverses, products, points, size, value, share, from } = this
    out.fill(0, at, at + size * size)
    if (!this.multiply(taken)) return
    for (let k = 0; k < size; k++) {
      const row = (2 * k + taken[k]!) * points
      const own = value * (taken[k]! - share[from + k]!)
      let integral = 0
      for (let q = 0; q < points; q++) integral += products[q]! * inverses[row + q]!
      out[at + k * size + k]! += own * integral
      for (let i = 0; i < k; i++) {
        const other = (2 * i + taken[i]!) * points
        let both = 0
        for (let q = 0; q < points; q++) both += products[q]! * inverses[row + q]! * inverses[other + q]!
        const pair = 0.5 * own * (taken[i]! - share[from + i]!) * both
        out[at + k * size + i] = pair
        out[at + i * size + k] = pair
        out[at + k * size + k]! -= pair
        out[at + i * size + i]! -= pair
      }
    }
  }
}
