const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?$/

/** Epoch ms as `2026-11-21T21:17:04.040123` in UTC, to the microsecond. */
export function writeDateTime(timeMs: number): string {
  let seconds = Math.floor(timeMs / 1000)
  let micros = Math.round((timeMs - seconds * 1000) * 1000)
  if (micros === 1_000_000) {
    seconds += 1
    micros = 0
  }
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}`
}

/**
 * Epoch ms of a date and time; `zone` stands for one that is not written: `Z` for UTC, nothing for the computer's own.
 * @throws TypeError for another form.
 */
export function parseDateTime(text: string, zone: 'Z' | ''): number {
  const [, day, time, fraction = '', offset = zone] = FORM.exec(text) ?? []
  const secondsMs = Date.parse(`${day}T${time}${offset}`)
  if (Number.isNaN(secondsMs)) throw new TypeError(`a time must be like 2026-11-21T21:17:04.040123+00:00, found ${text}`)
  return secondsMs + Number(fraction.padEnd(6, '0')) / 1000
}
