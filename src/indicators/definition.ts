/** Parameter values by name: numbers, or the name of a choice. */
export type Params = Readonly<Record<string, number | string>>

/** What one parameter may be. Numbers carry their range (inclusive), choices their names. */
export type ParamRule =
  | { readonly default: number; readonly min: number; readonly max: number; readonly integer?: true; readonly unit?: string }
  | { readonly default: string; readonly choices: readonly string[] }
  /** A column name; checked against the bars when they are there. */
  | { readonly default: string; readonly column: true }

export type ParamRules<P extends Params> = { readonly [K in keyof P]: ParamRule }

/**
 * One indicator: plain data plus a kernel that advances over a range of bars. Batch is one range, a live bar is a range of
 * one, so both give the same bits; a snapshot is a copy of the slab.
 *
 * Rules for kernels: keep everything in `state` (counts, sums, small arrays; always finite); load it into locals, whole numbers with `| 0`
 * (an index computed from a double costs more than the indicator), run a
 * warm-up loop by the kernel's own count, then a hot loop without warm-up tests, and store the locals once; never test for NaN: the
 * driver calls `advance` only over stretches in which every input is finite; read the past as `inputs[k][i - j]` with
 * `j ≤ lookbackBars`, and only when the kernel's own count says that many bars have been seen since `init`.
 */
export interface IndicatorDefinition<P extends Params = Params, O extends string = string> {
  readonly name: string
  /** One line for people: what it measures. */
  readonly title: string
  readonly params: ParamRules<P>
  readonly outputs: readonly O[]
  /** Columns read, in the order the kernel gets them, for example `['high', 'low', 'close']`. */
  inputs(params: P): readonly string[]
  /** Further constraint between parameters; a message when broken. */
  check?(params: P): string | undefined
  /** How many bars before the current one `advance` reads from its inputs. */
  lookbackBars(params: P): number
  /** Bars at the start of a gap-free history for which the outputs are NaN (the first valid row's index). */
  warmupBars(params: P): number
  /** Doubles of state. */
  stateSize(params: P): number
  /**
   * What a bar with a missing input does: its own outputs are NaN, and then `skip` goes on with the state unchanged (recursions such
   * as EMA), while `reset` starts the state anew (windows: the missing bar leaves when it slides out).
   */
  readonly onMissing: 'skip' | 'reset'
  /**
   * Where outputs have no value (NaN) after the warm-up although every input is there: `'until the first swing'`, `'where right is 0'`. Not
   * given: nowhere, whatever the prices.
   */
  readonly gaps?: string
  init(state: Float64Array, params: P): void
  /** Advances over input rows `from … to − 1`, writing outputs from row `at` on. */
  advance(
    state: Float64Array,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
    from: number,
    to: number,
    at: number,
  ): void
}
