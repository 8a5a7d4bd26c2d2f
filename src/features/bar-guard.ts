import { type Bar, BarcastError, type Bars, sliceBars } from '../core/index.js'
import type { Clock } from '../ports/index.js'

/** What an engineer accepts of sound bars, in history and live alike. */
export interface BarGuard {
  readonly refusesGaps: boolean
  /**
   * The bars, without the forming one where that is to be dropped.
   *
   * @throws BarcastError `features/gap`, `features/forming-bar`.
   */
  history(bars: Bars, forming: 'refuse' | 'drop', action: string): Bars
  /** @throws BarcastError `features/gap`, `features/forming-bar`. */
  live(bar: Bar, lastTimeMs: number): void
}

const text = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms))

function refuseGap(fromMs: number, toMs: number, timeframeMs: number, action: string): never {
  const missing = Math.round((toMs - fromMs) / timeframeMs) - 1
  throw new BarcastError(
    'features/gap',
    `${action}: gaps: 'refuse' allows no time without a bar, found ${missing} missing between ${text(fromMs)} and ${text(toMs)}`,
    { value: missing, where: { timeMs: toMs } },
  )
}

function refuseForming(timeMs: number, closeMs: number, nowMs: number, action: string): never {
  throw new BarcastError(
    'features/forming-bar',
    `${action}: bars must be closed by the clock's ${text(nowMs)}, found one that opened at ${text(timeMs)} and closes at ${text(closeMs)}`,
    { value: timeMs, where: { timeMs } },
  )
}

/** A step of one and a half timeframes or more leaves out a bar, as `cleanBars` counts. */
const isGap = (stepMs: number, timeframeMs: number): boolean => Math.round(stepMs / timeframeMs) > 1

export function createBarGuard(timeframeMs: number | undefined, gaps: 'accept' | 'refuse' | undefined, clock: Clock | undefined): BarGuard {
  const refusesGaps = gaps === 'refuse'
  return {
    refusesGaps,
    history(bars, forming, action) {
      const { openTimeMs, length } = bars
      if (refusesGaps) {
        for (let i = 1; i < length; i++) {
          const step = openTimeMs[i]! - openTimeMs[i - 1]!
          if (isGap(step, bars.timeframeMs)) refuseGap(openTimeMs[i - 1]!, openTimeMs[i]!, bars.timeframeMs, action)
        }
      }
      if (clock === undefined) return bars
      const nowMs = clock.nowMs()
      const closeMs = (row: number): number => openTimeMs[row]! + bars.timeframeMs
      const last = length - 1
      if (closeMs(last) <= nowMs) return bars
      // Only one bar forms at a time: more of them are a wrong clock or wrong times, whatever is to happen to the forming one.
      const dropped = forming === 'drop' && openTimeMs[last]! <= nowMs && last > 0 && closeMs(last - 1) <= nowMs
      return dropped ? sliceBars(bars, 0, last) : refuseForming(openTimeMs[last]!, closeMs(last), nowMs, action)
    },
    live({ openTimeMs }, lastTimeMs) {
      if (refusesGaps && isGap(openTimeMs - lastTimeMs, timeframeMs!) && lastTimeMs > -Infinity)
        refuseGap(lastTimeMs, openTimeMs, timeframeMs!, 'Take live bar')
      if (clock === undefined) return
      const closeMs = openTimeMs + timeframeMs!
      if (closeMs > clock.nowMs()) refuseForming(openTimeMs, closeMs, clock.nowMs(), 'Take live bar')
    },
  }
}
