/** Tells when a repeated task falls due. It runs nothing: the host asks it, and the time it asks with may be that of a replay. */
export interface Scheduler {
  /**
   * The first time after `afterMs` at which the expression falls due, epoch ms; undefined when it never does (30 February).
   *
   * The expression has the five fields of cron: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday), each of `*`, numbers,
   * names of months and days (`jan`, `mon`), ranges, steps and lists. Where both days are restricted, either of them will do.
   *
   * The fields are read by the clocks of the IANA zone, and each date and time of day that matches falls due once: one that the clocks leave out in spring
   * at the end of the jump, one that they show twice in autumn the first time.
   *
   * @throws BarcastError `scheduler/cron` with the character in `where.index`, `scheduler/time`, `bars/time-zone` with the nearest name.
   */
  nextRunMs(cron: string, timeZone: string, afterMs: number): number | undefined
}
