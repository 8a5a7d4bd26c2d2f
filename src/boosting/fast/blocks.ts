import type { BinnedData } from '../binned-data.js'

/** Bytes of the widest block's row. */
export const WIDEST_BLOCK = 16

/** Neighbouring features whose bins stand side by side, row after row, `width` bytes each. */
export interface Block {
  /** Position of its first feature. */
  first: number
  /** Features in it; further bytes of a row are 0. */
  features: number
  width: 1 | 2 | 4 | 8 | 16
  /** Its histograms begin so many features' room behind the first block's. */
  lane: number
}

/** Blocks that every thread should get at least, so that none has much more to do than the others. */
const BLOCKS_PER_THREAD = 3

/**
 * Rows of 16 features, and of 8, 4, 2 and 1 for the rest; at most an eighth of a row stays empty. Narrower ones where several threads share
 * few features.
 */
export function planBlocks(features: number, threads: number): Block[] {
  let widest = WIDEST_BLOCK
  while (threads > 1 && widest > 4 && features / widest < BLOCKS_PER_THREAD * threads) widest /= 2

  const blocks: Block[] = []
  let first = 0
  let lane = 0
  while (first < features) {
    const rest = features - first
    let width = widest
    while (width > rest && width - rest > width / 8) width /= 2
    const own = Math.min(rest, width)
    blocks.push({ first, features: own, width: width as Block['width'], lane })
    first += own
    lane += width
  }
  return blocks
}

/** True if some feature has more bins than a byte tells apart. */
export function isWide({ features }: BinnedData): boolean {
  return features.some(({ codes }) => codes instanceof Uint16Array)
}
