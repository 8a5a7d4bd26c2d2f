/** Whether limits hold outputs up or down. */
export type LimitKind = 'least' | 'most'

/**
 * Limits on outputs by bin, in steps: limit `i` holds from bin `starts[i]` up to the next start. Steps are kept as LightGBM keeps them,
 * also where a range is empty: then a step that begins there is tightened all the way, or two steps share a start.
 */
export class StepLimits {
  private readonly starts: number[] = [0]
  private readonly limits: number[]
  private readonly loosest: number
  /** The strictest limit from the first step up to each, and from each to the last. */
  private upTo: number[] = []
  private onward: number[] = []
  private leftStep = 0
  private rightStep = 0

  constructor(private readonly kind: LimitKind) {
    this.loosest = kind === 'least' ? -Number.MAX_VALUE : Number.MAX_VALUE
    this.limits = [this.loosest]
  }

  private isStricter(limit: number, than: number): boolean {
    return this.kind === 'least' ? limit > than : limit < than
  }

  private stricter(a: number, b: number): number {
    return this.isStricter(a, b) ? a : b
  }

  reset(): void {
    this.starts.length = 1
    this.starts[0] = 0
    this.limits.length = 1
    this.limits[0] = this.loosest
  }

  copyFrom({ starts, limits }: StepLimits): void {
    this.starts.splice(0, this.starts.length, ...starts)
    this.limits.splice(0, this.limits.length, ...limits)
  }

  /** Every bin's limit is at least as strict as `limit` from now on. */
  tightenAll(limit: number): void {
    for (let i = 0; i < this.limits.length; i++) this.limits[i] = this.stricter(limit, this.limits[i]!)
  }

  private insert(step: number, start: number, limit: number): void {
    this.starts.splice(step, 0, start)
    this.limits.splice(step, 0, limit)
  }

  private remove(step: number): void {
    this.starts.splice(step, 1)
    this.limits.splice(step, 1)
  }

  /** The same for the bins `from` … `to − 1` of `binCount`. */
  tighten(limit: number, from: number, to: number, binCount: number): void {
    const { starts, limits } = this
    /** What held before this call in the step looked at last: it holds again from `to` on. */
    let before = this.loosest
    let hasBegun = false
    let hasEnded = false
    for (let i = 0; i < starts.length; i++) {
      const own = limits[i]!
      const start = starts[i]!
      if (start === from || (start > from && start < to)) limits[i] = this.stricter(limit, own)
      if (start > from && !hasBegun && this.isStricter(limit, before)) this.insert(i++, from, limit)
      hasBegun ||= start >= from
      if (start >= to) {
        if (start > to && i > 0 && before !== limits[i - 1]) this.insert(i, to, before)
        hasEnded = true
        break
      }
      if (i > 0 && limits[i] === limits[i - 1]) this.remove(i--)
      before = own
    }
    if (!hasBegun) {
      if (!this.isStricter(limit, limits.at(-1)!)) return
      this.insert(starts.length, from, limit)
    }
    if (!hasEnded && to !== binCount && before !== limits.at(-1)) this.insert(starts.length, to, before)
  }

  /** Until {@link moveTo}, scans from the right take the last step for both sides, scans from the left the first one. */
  startScan(fromRight: boolean): void {
    const last = this.limits.length - 1
    this.upTo = this.limits.slice()
    this.onward = this.limits.slice()
    for (let i = 1; i <= last; i++) this.upTo[i] = this.stricter(this.upTo[i]!, this.upTo[i - 1]!)
    for (let i = last - 1; i >= 0; i--) this.onward[i] = this.stricter(this.onward[i]!, this.onward[i + 1]!)
    this.leftStep = fromRight ? last : 0
    this.rightStep = this.leftStep
  }

  /** Bins from `bin` on lie right; `bin` falls from call to call. */
  moveTo(bin: number): void {
    while (this.starts[this.leftStep]! > bin - 1) this.leftStep -= 1
    while (this.starts[this.rightStep]! > bin) this.rightStep -= 1
  }

  /** The strictest limit on the left side, and on the right one. */
  get left(): number {
    return this.upTo[this.leftStep]!
  }
  get right(): number {
    return this.onward[this.rightStep]!
  }
}
