import { createSessionCalendar, type SessionCalendarOptions, type TradingSession } from '../../bars/index.js'

const MS_PER_DAY = 86_400_000

/** When a symbol trades. Asked with times that mostly go on, so the last session is remembered. */
export interface TradingHours {
  isOpen(timeMs: number): boolean
  /** When the trading day of `timeMs` began: its session's open, or the UTC day's midnight where there are no sessions. */
  dayStartMs(timeMs: number): number
}

/** A market that never closes. */
export const ALWAYS_OPEN: TradingHours = {
  isOpen: () => true,
  dayStartMs: (timeMs) => Math.floor(timeMs / MS_PER_DAY) * MS_PER_DAY,
}

/** @throws BarcastError of `createSessionCalendar` */
export function tradingHoursOf(options: SessionCalendarOptions): TradingHours {
  const calendar = createSessionCalendar(options)
  let session: TradingSession | undefined
  let nextOpenMs = -Infinity
  const sessionAt = (timeMs: number): TradingSession => {
    if (session === undefined || timeMs < session.openMs || timeMs >= nextOpenMs) {
      session = calendar.lastOpened(timeMs)
      nextOpenMs = calendar.after(session).openMs
    }
    return session
  }
  return { isOpen: (timeMs) => timeMs < sessionAt(timeMs).closeMs, dayStartMs: (timeMs) => sessionAt(timeMs).openMs }
}
