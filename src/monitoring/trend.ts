import { hitsOf, type Segment } from './segment.js'
import { weightedLine } from './significance.js'

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

function trendOf(points: readonly Block[]): Trend {
  const blocks = blocksOf(points)
  if (blocks.length < FEWEST_BLOCKS) return { perDay: NaN, pValue: NaN, blocks: blocks.length }
  const days = blocks.map(({ timeMs }) => (timeMs - blocks[0]!.timeMs) / DAY_MS)
  const line = weightedLine(
    days,
    blocks.map(({ value }) => value),
    blocks.map(({ rows }) => rows),
  )
  return { perDay: line.slope, pValue: line.pFalling, blocks: blocks.length }
}

const middle = ({ fromMs, toMs }: Segment): number => fromMs + (toMs - fromMs) / 2

export function accuracyTrend(segments: readonly Segment[]): Trend {
  const points = segments.map((segment) => {
    const { rows, hits } = hitsOf([segment])
    return { timeMs: middle(segment), value: hits / rows, rows }
  })
  return trendOf(points.filter(({ rows }) => rows > 0))
}

export function confidenceTrend(segments: readonly Segment[]): Trend {
  return trendOf(segments.map((segment) => ({ timeMs: middle(segment), value: segment.confidenceMean, rows: segment.rows })))
}
