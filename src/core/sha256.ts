/*
 * SHA-256 (FIPS 180-4). The platform's own is asynchronous and absent from pages without a secure context;
 * bundles and models are verified in synchronous code, so it is written out here and compared with node:crypto.
 */

/** First 32 bits of the fractional part of a root of a prime, by exact integer arithmetic. */
function fractionBits(prime: number, root: 2 | 3): number {
  const scale = 1n << BigInt(32 * root)
  const target = BigInt(prime) * scale
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** BigInt(root) <= target) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn)
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n)
  return found
}

let constants: { round: Uint32Array; start: Uint32Array } | undefined

function getConstants(): { round: Uint32Array; start: Uint32Array } {
  constants ??= {
    round: Uint32Array.from(primes(64), (p) => fractionBits(p, 3)),
    start: Uint32Array.from(primes(8), (p) => fractionBits(p, 2)),
  }
  return constants
}

function pad(bytes: Uint8Array): DataView {
  const blocks = Math.ceil((bytes.length + 9) / 64)
  const padded = new Uint8Array(blocks * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 536870912))
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0)
  return view
}

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n))

function compress(hash: Uint32Array, view: DataView, offset: number, round: Uint32Array, w: Uint32Array): void {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(offset + 4 * i)
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!
    const y = w[i - 2]!
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + round[i]! + w[i]!) | 0
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const next = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) hash[i] = hash[i]! + next[i]!
}

/** SHA-256 of bytes, or of a text's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256(data: Uint8Array | string): string {
  const { round, start } = getConstants()
  const view = pad(typeof data === 'string' ? new TextEncoder().encode(data) : data)
  const hash = Uint32Array.from(start)
  const w = new Uint32Array(64)
  for (let offset = 0; offset < view.byteLength; offset += 64) compress(hash, view, offset, round, w)
  return [...hash].map((word) => word.toString(16).padStart(8, '0')).join('')
}
