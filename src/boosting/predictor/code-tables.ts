import type { CategoryInput } from './category-plan.js'
import type { CodePlan, NumberColumn } from './code-plan.js'
import type { Layout } from './layout.js'

/** Where the kernels find how values become codes. */
export interface CodeTables {
  readonly columns: number
  readonly inputs: number
  readonly sets: number
}

const COLUMN_BYTES = 64
const INPUT_BYTES = 24

/** The limits and, behind them, as many infinite ones as a search may look at. */
function addLimits(layout: Layout, { limits, grid }: NumberColumn): number {
  const padded = new Float64Array(limits.length + 2 ** grid.steps + 1).fill(Infinity)
  padded.set(limits)
  return layout.add(padded)
}

/** Where the search begins in each cell; that of missing values holds their code, which no limit changes. */
function addStarts(layout: Layout, { grid, missing }: NumberColumn): number {
  const starts = grid.starts.slice()
  starts[0] = missing
  return layout.add(starts)
}

function describeColumns(layout: Layout, { columns, used }: CodePlan): Uint8Array {
  const bytes = new Uint8Array(columns.length * COLUMN_BYTES)
  const view = new DataView(bytes.buffer)
  const limitsOf = new Map<number, number>()
  columns.forEach((column, c) => {
    const { feature, grid } = column
    const limits = limitsOf.get(feature) ?? addLimits(layout, column)
    limitsOf.set(feature, limits)
    const at = c * COLUMN_BYTES
    const numbers = [grid.low, grid.scale, grid.top, column.band]
    for (const [k, value] of numbers.entries()) view.setFloat64(at + 8 * k, value, true)
    const integers = [addStarts(layout, column), limits, used.indexOf(feature), feature, grid.steps]
    for (const [k, value] of integers.entries()) view.setUint32(at + 32 + 4 * k, value, true)
  })
  return bytes
}

function describeInputs(layout: Layout, inputs: readonly CategoryInput[], used: readonly number[]): Uint8Array {
  const words = inputs.flatMap(({ feature, table, other, missing }) => [
    used.indexOf(feature),
    feature,
    layout.add(table),
    table.length,
    other,
    missing,
  ])
  const bytes = new Uint8Array(inputs.length * INPUT_BYTES)
  const view = new DataView(bytes.buffer)
  for (const [k, word] of words.entries()) view.setUint32(4 * k, word, true)
  return bytes
}

/** Writes all that the kernels need to code values; each row of tables in its kernel's format. */
export function addCodeTables(layout: Layout, plan: CodePlan): CodeTables {
  const { inputs, sets } = plan.categories
  const setWords = Uint32Array.from(sets.flatMap(({ input, bits }) => [input, layout.add(bits)]))
  return {
    columns: layout.add(describeColumns(layout, plan)),
    inputs: layout.add(describeInputs(layout, inputs, plan.used)),
    sets: layout.add(setWords),
  }
}
