/**
 * A 64-bit checksum of a text or of bytes (two FNV-1a passes with different offsets) as 16 hex digits: finds truncation and accidental changes of
 * small state at a few hundred bytes of code; a change of one unit never goes unseen. What must resist intent is hashed with `sha256`.
 */
export function checksum(data: string | Uint8Array): string {
  const units = typeof data === 'string' ? Uint16Array.from({ length: data.length }, (_, i) => data.charCodeAt(i)) : data
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul((b << 5) ^ (b >>> 27) ^ unit, 0x01000193)
  }
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
