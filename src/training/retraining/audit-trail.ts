import { BarcastError, canonicalJson, type Json } from '../../core/index.js'
import type { ObjectStore } from '../../ports/index.js'
import { type AuditEvent, checkChain, parseEvent, sealEvent, writeEvent } from './format.js'

/** The end of a trail that was read: keep it elsewhere, and a trail that lost its last events shows too. */
export interface TrailHead {
  readonly sequence: number
  readonly sha256: string
}

export const NO_EVENTS: TrailHead = { sequence: 0, sha256: '' }

/** What an event tells; the trail adds the rest. */
export type NewEvent = Pick<AuditEvent, 'type' | 'by' | 'why' | 'data' | 'timeMs'>

/** Events in the order of their writing, one object each: `retraining/<name>/events/<number>`. */
export interface AuditTrail {
  /** Events after `head`, each checked against the one before it. */
  readAfter(head: TrailHead): Promise<AuditEvent[]>
  /** Writes the event after `head`; undefined when there is one already: somebody else was faster. */
  append(head: TrailHead, event: NewEvent): Promise<AuditEvent | undefined>
}

const DIGITS = 10

/** The trail of a model in a store. An event that was written never changes: only `putIfAbsent` writes. */
export function createAuditTrail(store: ObjectStore, name: string): AuditTrail {
  const prefix = `retraining/${name}/events/`
  const keyOf = (sequence: number): string => `${prefix}${String(sequence).padStart(DIGITS, '0')}`
  return {
    async readAfter(head) {
      const last = keyOf(head.sequence)
      const keys = await store.list(prefix)
      const events: AuditEvent[] = []
      let previous = head
      for (const key of keys) {
        if (key <= last) continue
        const bytes = await store.get(key)
        if (bytes === undefined)
          throw new BarcastError('training/audit-missing', `Read audit trail: ${key} is listed and must be there, found none`, {
            where: { path: key },
          })
        const event = parseEvent(bytes, key)
        checkChain(event, previous, key)
        events.push(event)
        previous = event
      }
      if (head.sequence > 0 && !keys.includes(last))
        throw new BarcastError(
          'training/audit-missing',
          `Read audit trail: event ${head.sequence} was read before and must be there, found none`,
          {
            value: head.sequence,
            where: { path: last },
          },
        )
      return events
    },
    async append({ sequence, sha256 }, event) {
      const sealed = sealEvent({
        formatVersion: 1,
        kind: 'barcast-retraining-event',
        name,
        sequence: sequence + 1,
        previousSha256: sha256,
        ...event,
      })
      return (await store.putIfAbsent(keyOf(sealed.sequence), writeEvent(sealed))) ? sealed : undefined
    },
  }
}

/** The trail as JSON lines, one event each, as `parseAuditTrail` reads them. */
export function writeAuditTrail(events: readonly AuditEvent[]): string {
  return events.map((event) => `${canonicalJson(event as unknown as Json)}\n`).join('')
}

/**
 * Reads JSON lines and follows the chain of hashes from the first event to the last. A line that was changed, left out, added or moved is found. That the last
 * lines are gone shows by `head` alone, the end of the trail as it was noted elsewhere: it must be among the events.
 *
 * @throws BarcastError `training/audit-altered`, `training/audit-order`, `training/audit-truncated`, `training/audit-format`, `training/audit-newer-version`,
 * `training/audit-missing`.
 */
export function parseAuditTrail(text: string, { head = NO_EVENTS }: { head?: TrailHead } = {}): AuditEvent[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const events: AuditEvent[] = []
  for (const [i, line] of lines.entries()) {
    const where = `line ${i + 1}`
    const event = parseEvent(new TextEncoder().encode(line), where)
    checkChain(event, events.at(-1) ?? NO_EVENTS, where)
    events.push(event)
  }
  const noted = head.sequence === 0 ? '' : events[head.sequence - 1]?.sha256
  if (noted !== head.sha256)
    throw new BarcastError(
      'training/audit-missing',
      `Read audit trail: event ${head.sequence} must have sha256 ${head.sha256}, found ${noted ?? 'none'}`,
      {
        value: noted,
      },
    )
  return events
}
