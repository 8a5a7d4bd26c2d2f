import { hitsOf, type Segment } from './segment.js'
import { type Line, weightedLine } from './significance.js'

const DAY_MS = 86_400_000
/** Segments are put together into so many blocks at most, of so many rows at least; with fewer blocks there is no test. */
const MOST_BLOCKS = 40
const FEWEST_BLOCKS = 8
const FEWEST_ROWS = 10

/** A straight line through a figure over time. NaN where there are fewer than 8 blocks of 10 rows, or no time passed between them. */
export interface Trend {
  /** Change per day. */
  perDay: number
  /** One-sided chance of such a fall without a trend. */
  pValue: number
  /** Points that the line was drawn through. */
  blocks: number
}

interface Block {
  timeMs: number
  value: number
  rows: number
}

/** Neighbouring segments together until they hold about the same number of rows; what is left at the end joins the last block if it is short. */
function blocksOf(points: readonly Block[]): Block[] {
  const total = points.reduce((sum, { rows }) => sum + rows, 0)
  const wanted = Math.max(FEWEST_ROWS, total / MOST_BLOCKS)
  const groups: Block[][] = []
  let open: Block[] = []
  const rowsOf = (group: readonly Block[]): number => group.reduce((sum, { rows }) => sum + rows, 0)
  for (const point of points) {
    open.push(point)
    if (rowsOf(open) < wanted) continue
    groups.push(open)
    open = []
  }
  const last = groups.at(-1)
  if (last !== undefined && rowsOf(open) < wanted / 2) last.push(...open)
  else if (open.length > 0) groups.push(open)
  return groups.map((group) => {
    const rows = rowsOf(group)
    const mean = (of: (block: Block) => number): number => {
      const first = of(group[0]!)
      return first + group.reduce((sum, block) => sum + (block.rows / rows) * (of(block) - first), 0)
    }
    return { timeMs: mean(({ timeMs }) => timeMs), value: mean(({ value }) => value), rows }
  })
}

function lineThrough(blocks: readonly Block[]): Line {
  if (blocks.length < FEWEST_BLOCKS) return { slope: NaN, pFalling: NaN, scatter: NaN }
  return weightedLine(
    blocks.map(({ timeMs }) => (timeMs - blocks[0]!.timeMs) / DAY_MS),
    blocks.map(({ value }) => value),
    blocks.map(({ rows }) => rows),
  )
}

function trendOf(points: readonly Block[]): Trend {
  const blocks = blocksOf(points)
  const { slope, pFalling } = lineThrough(blocks)
  return { perDay: slope, pValue: pFalling, blocks: blocks.length }
}

const middle = ({ fromMs, toMs }: Segment): number => fromMs + (toMs - fromMs) / 2

function accuracyPoints(segments: readonly Segment[]): Block[] {
  const points = segments.map((segment) => {
    const { rows, hits } = hitsOf([segment])
    return { timeMs: middle(segment), value: hits / rows, rows }
  })
  return points.filter(({ rows }) => rows > 0)
}

export function accuracyTrend(segments: readonly Segment[]): Trend {
  return trendOf(accuracyPoints(segments))
}

/**
 * How much more accuracy scatters between blocks than it would if rows were independent: 1 or more. Overlapping labels make hits come in runs, and then a
 * window of n rows tells less than n rows do. 1 where there are too few blocks.
 */
export function accuracyDispersion(segments: readonly Segment[]): number {
  const { rows, hits } = hitsOf(segments)
  const { scatter } = lineThrough(blocksOf(accuracyPoints(segments)))
  const ratio = scatter / ((hits / rows) * (1 - hits / rows))
  return ratio > 1 && ratio < Infinity ? ratio : 1
}

export function confidenceTrend(segments: readonly Segment[]): Trend {
  return trendOf(segments.map((segment) => ({ timeMs: middle(segment), value: segment.confidenceMean, rows: segment.rows })))
}
