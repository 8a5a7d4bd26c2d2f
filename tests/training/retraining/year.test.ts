import { type AuditEvent, parseAuditTrail, writeAuditTrail } from 'barcast/training'
import { describe, expect, it } from 'vitest'
import { dayMs, liveOneYear } from './simulated-year.js'

/* A year of hourly bars in which moves go on, until they turn back on day 150; on day 175 they go on again, and from day 260 to the end they turn back. */
const BREAK = 150
const RETURN = 175
const SECOND_BREAK = 260
const STRETCHES = [
  { days: BREAK, kind: 'trend' },
  { days: RETURN - BREAK, kind: 'reversal' },
  { days: SECOND_BREAK - RETURN, kind: 'trend' },
  { days: 365 - SECOND_BREAK, kind: 'reversal' },
] as const
const SEED = 2
/** 12 February 2023: the first after the first training, which takes up the Sundays before it. */
const FIRST_SUNDAY = 42

const { events, status, versions, figures } = await liveOneYear(STRETCHES, { seed: SEED })
const dayOf = ({ timeMs }: AuditEvent): number => (timeMs - dayMs(0)) / 86_400_000
const all = (type: AuditEvent['type']) => events.filter((event) => event.type === type)
const between = (type: AuditEvent['type'], from: number, to: number) =>
  all(type).filter((event) => dayOf(event) >= from && dayOf(event) < to)
const triggersOf = ({ data }: AuditEvent) => data.triggers as readonly string[]
const endings = events.filter(
  ({ type, data }) =>
    ['promoted', 'rollout-stopped', 'attempt-failed', 'rolled-back'].includes(type) || data.won === false || data.passed === false,
)
/** From the start of each attempt to its end. */
const attempts = all('attempt-started').map((event) => ({
  from: dayOf(event),
  to: dayOf(endings.find(({ data, sequence }) => sequence > event.sequence && data.attempt === event.data.attempt) ?? event),
}))
/** Versions with the days from and to which they were champion. */
const reigns = events
  .filter(({ type }) => type === 'promoted' || type === 'rolled-back')
  .map((event, i, changes) => ({
    version: Number(event.data.version ?? event.data.to),
    from: dayOf(event),
    to: changes[i + 1] === undefined ? 365 : dayOf(changes[i + 1]!),
  }))
const championOn = (day: number) => reigns.find(({ from, to }) => from <= day && day < to)!.version

describe('retrains when it should', () => {
  it('each Sunday, unless an attempt or its cool-down is in the way', () => {
    const ends = endings.map(dayOf)
    let due = 0
    for (let sunday = FIRST_SUNDAY; sunday < 350; sunday += 7) {
      let day = sunday + 3 / 24
      const busy = () => attempts.some(({ from, to }) => from < day && day <= to) || ends.some((end) => end <= day && day - end < 4)
      while (busy()) day++
      const started = all('attempt-started').find((event) => dayOf(event) === day)
      expect(started === undefined ? [] : triggersOf(started), `day ${day}`).toContain('SCHEDULED')
      due++
    }
    expect(due).toBe(44)
  })
  it('within days of each break, because accuracy fell', () => {
    for (const day of [BREAK, SECOND_BREAK]) {
      const [first] = between('attempt-started', day, day + 7).filter((event) => triggersOf(event).includes('PERFORMANCE_DEGRADATION'))
      expect(first?.why).toMatch(/Accuracy fell by \d+\.\d points/)
    }
  })
  it('one at a time, and never inside the cool-down of four days', () => {
    for (const [i, { from, to }] of attempts.entries()) {
      expect(to).toBeGreaterThanOrEqual(from)
      const next = attempts[i + 1]?.from ?? Infinity
      expect(next).toBeGreaterThanOrEqual(to)
      for (const ending of endings)
        if (dayOf(ending) <= from && dayOf(ending) > 0) expect(from - dayOf(ending) === 0 || from - dayOf(ending) >= 4).toBe(true)
    }
  })
})

describe('promotes only what is better', () => {
  it('most challengers of a market that stays as it is are refused', () => {
    const calm = between('challenged', 40, BREAK)
    expect(calm.length).toBeGreaterThan(12)
    expect(calm.filter(({ data }) => data.won === true).length).toBeLessThanOrEqual(1)
  })
  it('each that won had the lower loss, and a p-value below its share of the level', () => {
    const tried = new Map<number, number>()
    for (const { data } of all('challenged')) {
      const champion = Number(data.champion)
      tried.set(champion, (tried.get(champion) ?? 0) + 1)
      expect(data.challengersTried).toBe(tried.get(champion))
      expect(data.won).toBe(Number(data.improvement) >= 0.002 && Number(data.pBetter) < 0.05 / tried.get(champion)!)
    }
  })
  it('after each break the first new champion knows more of the new market than the old one', async () => {
    for (const [day, end] of [
      [BREAK, RETURN],
      [SECOND_BREAK, 365],
    ] as const) {
      const before = championOn(day)
      const [promoted] = between('promoted', day, day + 25)
      expect(promoted?.data.former).toBe(before)
      const from = Math.floor(dayOf(promoted!))
      const [old, found] = [await figures(before, from, end), await figures(Number(promoted!.data.version), from, end)]
      expect(old.accuracy).toBeLessThan(0.4)
      expect(found.accuracy).toBeGreaterThan(old.accuracy + 0.15)
      expect(found.loss).toBeLessThan(old.loss - 0.1)
    }
  })
  it('and at the end of the year a champion stands that has learned it', async () => {
    expect((await figures(championOn(364), 310, 365)).accuracy).toBeGreaterThan(0.65)
  })
  it('every promotion has a won challenge, passed checks and both steps of the rollout before it', () => {
    for (const promoted of all('promoted').slice(1)) {
      const steps = events.filter(({ data }) => data.attempt === promoted.data.attempt).map(({ type }) => type)
      expect(steps).toEqual(['attempt-started', 'trained', 'challenged', 'checked', 'rollout-advanced', 'rollout-advanced', 'promoted'])
    }
  })
})

describe('rolls back what is worse', () => {
  it('when the old market returns, to the champion that knows it', async () => {
    const [rolledBack, ...more] = between('rolled-back', RETURN, RETURN + 12)
    expect(more).toEqual([])
    expect(rolledBack!.by).toBe('retraining')
    expect(rolledBack!.data).toMatchObject({ to: championOn(BREAK), automatic: true })
    expect(rolledBack!.why).toMatch(/above the former champion's/)
    const from = Math.ceil(dayOf(rolledBack!))
    const [bad, good] = [await figures(Number(rolledBack!.data.from), from, 230), await figures(Number(rolledBack!.data.to), from, 230)]
    expect(good.loss).toBeLessThan(bad.loss - 0.05)
  })
  it('and nothing in the calm months before', () => {
    expect(between('rolled-back', 0, BREAK)).toEqual([])
  })
})

describe('the year as a whole', () => {
  it('goes better than with the first model alone', async () => {
    let served = 0
    let first = 0
    for (const { version, from, to } of reigns) {
      const [start, end] = [Math.ceil(from), Math.floor(to)]
      if (end <= start) continue
      served += (end - start) * (await figures(version, start, end)).accuracy
      first += (end - start) * (await figures(1, start, end)).accuracy
    }
    expect(served / 328).toBeGreaterThan(first / 328 + 0.1)
  })
  it('ends with the registry as the trail says', () => {
    const inProduction = versions.filter(({ stage }) => stage === 'production').map(({ version }) => version)
    expect(inProduction).toEqual([status.champion!.version])
    expect(versions.filter(({ aliases }) => aliases.includes('champion')).map(({ version }) => version)).toEqual(inProduction)
    for (const { version, sha256 } of versions)
      expect(all('trained').find(({ data }) => data.version === version)!.data.sha256).toBe(sha256)
  })
  it('tells why: every event has a reason, and the chain of the trail holds', () => {
    for (const { why, by } of events) expect(why.length * by.length).toBeGreaterThan(0)
    expect(parseAuditTrail(writeAuditTrail(events), { head: status.head })).toEqual(events)
  })
  it('is the same when it is lived again', async () => {
    const again = await liveOneYear(STRETCHES, { seed: SEED, until: 60 })
    expect(again.events.length).toBeGreaterThan(8)
    expect(again.events).toEqual(events.slice(0, again.events.length))
  })
})
