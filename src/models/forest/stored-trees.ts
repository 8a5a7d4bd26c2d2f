import { BarcastError, decodeFloats, decodeIntegers, encodeFloats, encodeIntegers } from '../../core/index.js'
import type { RandomForestPayload } from './format.js'
import type { Trees } from './trees.js'

/** Trees as they are stored. */
export function encodeTrees({ root, feature, threshold, children, leafShares }: Trees): RandomForestPayload['forest'] {
  return {
    root: encodeIntegers(root),
    feature: encodeIntegers(feature),
    threshold: encodeFloats(threshold),
    children: encodeIntegers(children),
    leafShares: encodeFloats(leafShares),
  }
}

function refuse(message: string, value: unknown, path: string): never {
  throw new BarcastError('models/forest-mismatch', `Read model: ${message}, found ${String(value)}`, {
    value,
    where: { path: `forest.${path}` },
  })
}

/** A walk through the trees ends only if children come after their parents. */
function checkChildren(children: Int32Array, nodes: number, leaves: number): void {
  if (children.length !== 2 * nodes) refuse(`children must be ${2 * nodes}, two for each node`, children.length, 'children')
  for (let i = 0; i < children.length; i++) {
    const child = children[i]!
    if (child >= 0 ? child > i >> 1 && child < nodes : ~child < leaves) continue
    refuse('children must be later nodes or leaves of the forest', child, `children[${i}]`)
  }
}

function checkShares(shares: Float64Array, classes: number): void {
  for (let at = 0; at < shares.length; at += classes) {
    let sum = 0
    for (let k = 0; k < classes; k++) {
      if (!(shares[at + k]! >= 0)) refuse('class shares must be at least 0', shares[at + k], 'leafShares')
      sum += shares[at + k]!
    }
    if (!(Math.abs(sum - 1) < 1e-9)) refuse('the class shares of a leaf must add up to 1', sum, 'leafShares')
  }
}

/**
 * The reverse of {@link encodeTrees}, checked: no prediction can leave the arrays or run in circles.
 *
 * @throws BarcastError `models/forest-mismatch`, `json/base64`.
 */
export function decodeTrees(stored: RandomForestPayload['forest'], features: number, classes: number): Trees {
  const root = decodeIntegers(stored.root)
  const feature = decodeIntegers(stored.feature)
  const threshold = decodeFloats(stored.threshold, feature.length)
  const children = decodeIntegers(stored.children)
  const leafShares = decodeFloats(stored.leafShares)
  const nodes = feature.length
  const leaves = leafShares.length / classes
  if (!Number.isInteger(leaves)) refuse(`leafShares must hold ${classes} classes for each leaf`, leafShares.length, 'leafShares')
  for (const node of root) {
    if (!(node >= 0 ? node < nodes : ~node < leaves)) refuse('root must hold nodes or leaves of the forest', node, 'root')
  }
  for (const column of feature) if (!(column >= 0 && column < features)) refuse(`feature must be below ${features}`, column, 'feature')
  for (const value of threshold) if (!Number.isFinite(value)) refuse('thresholds must be finite', value, 'threshold')
  checkChildren(children, nodes, leaves)
  checkShares(leafShares, classes)
  return { root, feature, threshold, children, leafShares }
}
