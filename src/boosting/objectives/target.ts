/** What is to be learned. Labels and weights are float32 values, as LightGBM keeps them. */
export interface Target {
  labels: Float32Array
  weights: Float32Array | undefined
  /** Rankings: the first row of each query, and the number of rows at the end. */
  queries?: Int32Array | undefined
}

export function weightSum({ labels, weights }: Target): number {
  if (weights === undefined) return labels.length
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]!
  return sum
}

/** The labels' mean by weight, added up in row order. */
export function meanLabel(target: Target): number {
  const { labels, weights } = target
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += weights === undefined ? labels[i]! : labels[i]! * weights[i]!
  return sum / weightSum(target)
}
