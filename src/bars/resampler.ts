import { type Bar, BarcastError, type Bars, barFaultAt, canonicalJson, checksum, decodeFloats, encodeFloats } from '../core/index.js'
import { type Aggregate, type ExtraRule, extraRules } from './aggregate.js'
import { BarBuilder } from './bar-builder.js'
import { parseResamplerOptions, type ResamplerOptions } from './config.js'
import { periodsOf } from './resample-bars.js'

/** The state of a {@link Resampler} as JSON-able data. */
export interface ResamplerSnapshot {
  formatVersion: 1
  /** Timeframes, calendar and rules it belongs to. */
  signature: string
  /** Extra columns of the bars; null before the first bar. */
  extra: readonly string[] | null
  /** Base64 of doubles. */
  numbers: string
  hash: string
}

/** Makes bars of a longer timeframe of live ones; the same bits as {@link resampleBars} over the history. */
export interface Resampler {
  /**
   * Takes the next closed bar and returns the longer bars that it closes, oldest first: mostly none, one at the end of each, two
   * where bars are missing in between. Each carries `extra.closeTimeMs`. A bar that is refused changes nothing.
   *
   * @throws BarcastError `bars/<rule>` for a faulty bar or one that is not after the last; `bars/late-bar` when its longer bar was closed
   * by `closeUntil`; `bars/across-boundary`; `bars/no-aggregate`, `bars/missing-column`.
   */
  next(bar: Bar): readonly Bar[]
  /**
   * Takes the last bar again with other values, as often as needed while it forms, and returns the longer bars that it closes, as `next` did.
   *
   * @throws BarcastError `bars/<rule>` for a faulty bar; `bars/replace` when there is no last bar or it opened at another time; `bars/late-bar` when
   * `closeUntil` has closed its longer bar.
   */
  replaceLast(bar: Bar): readonly Bar[]
  /** Refuses the bar for which `next` would throw; changes nothing. @throws BarcastError as `next`. */
  check(bar: Bar): void
  /** Closes the longer bar whose close the clock has passed: for markets that do not trade in every bar. */
  closeUntil(nowMs: number): readonly Bar[]
  /** The longer bar so far; undefined when none has begun. It is not closed: nothing that was tested on closed bars may decide by it. */
  forming(): Bar | undefined
  snapshot(): ResamplerSnapshot
}

const ACTION = 'Take live bar'
const NONE: readonly Bar[] = Object.freeze([])

function rowOf(bar: Bar): Bars {
  const of = (value: number): Float64Array => Float64Array.of(value)
  const { openTimeMs, open, high, low, close, volume, extra = {} } = bar
  const columns = { open: of(open), high: of(high), low: of(low), close: of(close), volume: of(volume) }
  const others = Object.fromEntries(Object.entries(extra).map(([name, value]) => [name, of(value)]))
  return { symbol: '', timeframeMs: 1, length: 1, openTimeMs: of(openTimeMs), ...columns, extra: others }
}

function refuse(rule: string, message: string, value: number, column = 'openTimeMs'): never {
  throw new BarcastError(`bars/${rule}`, `${ACTION}: ${message}`, { value, where: { timeMs: value, column } })
}

/** True when one look shows that the bar breaks no rule; NaN is missing and needs a closer one. */
function isPlain({ openTimeMs, open, high, low, close, volume, extra }: Bar): boolean {
  if (extra !== undefined || openTimeMs - openTimeMs !== 0) return false
  return low > 0 && low <= open && low <= close && high >= open && high >= close && high < Infinity && volume >= 0 && volume < Infinity
}

function checkBar(bar: Bar, lastTimeMs: number, closedUntilMs: number): void {
  const fault = isPlain(bar) ? undefined : barFaultAt(rowOf(bar), 0)
  if (fault !== undefined) refuse(fault.rule, fault.message, fault.value, fault.column)
  const time = bar.openTimeMs
  if (time <= lastTimeMs) {
    const rule = time === lastTimeMs ? 'duplicate-time' : 'unordered-time'
    refuse(rule, `openTimeMs must be after the last bar's ${lastTimeMs}, found ${time}`, time)
  }
  if (time < closedUntilMs)
    refuse('late-bar', `openTimeMs must not be before ${closedUntilMs}, until which bars are closed, found ${time}`, time)
}

function readSnapshot(snapshot: ResamplerSnapshot, signature: string): Float64Array {
  const refuseSnapshot = (message: string, value: unknown): never => {
    throw new BarcastError('bars/snapshot', `Restore resampler: ${message}`, { value })
  }
  if (typeof snapshot !== 'object' || snapshot === null) refuseSnapshot(`snapshot must be an object, found ${String(snapshot)}`, snapshot)
  const { formatVersion, numbers, extra, hash } = snapshot
  if (formatVersion !== 1) refuseSnapshot(`formatVersion must be 1, found ${String(formatVersion)}`, formatVersion)
  if (snapshot.signature !== signature)
    refuseSnapshot(`snapshot must be of ${signature}, found ${String(snapshot.signature).slice(0, 200)}`, snapshot.signature)
  if (typeof numbers !== 'string' || hashOf(signature, extra, numbers) !== hash)
    refuseSnapshot('hash must match the content, found altered or truncated data', hash)
  return decodeFloats(numbers)
}

function hashOf(signature: string, extra: readonly string[] | null, numbers: string): string {
  return checksum(canonicalJson([signature, extra ?? null, numbers]))
}

/**
 * A resampler for live bars, or one that goes on where a snapshot stands. Options mean what they do for {@link resampleBars}.
 *
 * @example
 * const hours = createResampler({ from: '5m', to: '1h' })
 * const hourly = rsi.stream({ period: 14 })
 * let rsi1h = NaN
 * for (const bar of feed) for (const hour of hours.next(bar)) rsi1h = hourly.next(hour)
 *
 * @throws BarcastError `bars/snapshot` for a snapshot of other options, a truncated or an altered one; `bars/not-a-multiple`,
 * `bars/calendar`, `bars/time-zone`, `bars/time-of-day`, `bars/config`, `bars/unknown-option`, and those of `parseTimeframe`.
 */
export function createResampler(options: ResamplerOptions, snapshot?: ResamplerSnapshot): Resampler {
  const { from, to, aggregate, ...calendar } = parseResamplerOptions(options)
  const [source, target] = periodsOf(from, to, calendar, 'Create resampler')
  const signature = canonicalJson([source.name, target.name, calendar.timeZone ?? 'UTC', calendar.dayStart ?? '00:00', aggregate])
  let closed: Bar[] = []
  let names: readonly string[] | undefined
  let rules: ExtraRule[] = []
  let builder: BarBuilder
  let lastTimeMs = -Infinity
  let closedUntilMs = -Infinity
  /** The time until which bars were closed, and the builder's state, before the last bar. */
  let closedBeforeMs = -Infinity
  let before = new Float64Array(0)
  /** False before the first bar, and once the clock has closed what the last bar was in. */
  let canReplace = false

  function barOf({ openMs, closeMs, open, high, low, close, volume, extra }: BarBuilder): Bar {
    const others = rules.map(({ name }, k): [string, number] => [name, extra[k]!])
    return { openTimeMs: openMs, open, high, low, close, volume, extra: Object.fromEntries([...others, ['closeTimeMs', closeMs]]) }
  }

  function build(found: readonly string[], stated: Readonly<Record<string, Aggregate>>): void {
    rules = extraRules(found, stated, ACTION)
    builder = new BarBuilder(source, target, rules, (bar) => {
      closed.push(barOf(bar))
      closedUntilMs = bar.closeMs
    })
    before = new Float64Array(builder.stateSize)
  }

  function taken(): readonly Bar[] {
    if (closed.length === 0) return NONE
    const list = closed
    closed = []
    return list
  }

  function check(bar: Bar): void {
    checkBar(bar, lastTimeMs, closedUntilMs)
    const { extra = {} } = bar
    if (names === undefined) build(Object.keys(extra), aggregate)
    for (const { name } of rules) {
      if (!Object.hasOwn(extra, name))
        refuse('missing-column', `extra column ${JSON.stringify(name)} must be in every bar, found none`, bar.openTimeMs, name)
    }
    builder.checkInside(bar.openTimeMs, ACTION)
  }

  function take(bar: Bar): readonly Bar[] {
    const { extra = {} } = bar
    builder.begin(bar.openTimeMs, ACTION)
    builder.add(bar.open, bar.high, bar.low, bar.close, bar.volume)
    for (let k = 0; k < rules.length; k++) builder.addExtra(k, extra[rules[k]!.name]!)
    builder.end(Infinity)
    return taken()
  }

  function checkReplaced(bar: Bar): void {
    const time = bar.openTimeMs
    if (lastTimeMs === -Infinity) refuse('replace', 'there must be a last bar to replace, found none', time)
    if (time !== lastTimeMs) refuse('replace', `openTimeMs must be the last bar's ${lastTimeMs}, found ${time}`, time)
    if (!canReplace) refuse('late-bar', `the last bar must not be in one that closeUntil has closed, found ${time}`, time)
    checkBar(bar, -Infinity, -Infinity)
    for (const { name } of rules) {
      if (!Object.hasOwn(bar.extra ?? {}, name))
        refuse('missing-column', `extra column ${JSON.stringify(name)} must be in every bar, found none`, time, name)
    }
  }

  if (snapshot !== undefined) {
    const values = readSnapshot(snapshot, signature)
    lastTimeMs = values[0]!
    closedUntilMs = values[1]!
    if (snapshot.extra !== null) {
      names = snapshot.extra
      build(names, aggregate)
      builder!.restore(values.subarray(2))
      // Where the snapshot ends here, closeUntil had closed what the last bar was in.
      canReplace = values.length > 2 + builder!.stateSize
      if (canReplace) {
        closedBeforeMs = values[2 + builder!.stateSize]!
        before.set(values.subarray(3 + builder!.stateSize))
      }
    }
  }
  return {
    check,
    next(bar) {
      check(bar)
      names ??= Object.keys(bar.extra ?? {})
      closedBeforeMs = closedUntilMs
      builder.save(before)
      canReplace = true
      lastTimeMs = bar.openTimeMs
      return take(bar)
    },
    replaceLast(bar) {
      checkReplaced(bar)
      closedUntilMs = closedBeforeMs
      builder.restore(before)
      return take(bar)
    },
    closeUntil(nowMs) {
      if (names !== undefined && builder.rows > 0 && builder.closeMs <= nowMs) {
        builder.finish()
        canReplace = false
      }
      return taken()
    },
    forming: () => (names !== undefined && builder.rows > 0 ? barOf(builder) : undefined),
    snapshot() {
      const state = names === undefined ? new Float64Array(0) : new Float64Array(builder.stateSize)
      if (names !== undefined) builder.save(state)
      const numbers = encodeFloats(Float64Array.of(lastTimeMs, closedUntilMs, ...state, ...(canReplace ? [closedBeforeMs, ...before] : [])))
      const extra = names ?? null
      return { formatVersion: 1, signature, extra, numbers, hash: hashOf(signature, extra, numbers) }
    },
  }
}
