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

/** Signed words throughout: an unsigned one above 2³¹ would be a double to the engine, and each block several times slower. */
let constants: { round: Int32Array; start: Int32Array } | undefined

function getConstants(): { round: Int32Array; start: Int32Array } {
  constants ??= {
    round: Int32Array.from(primes(64), (p) => fractionBits(p, 3)),
    start: Int32Array.from(primes(8), (p) => fractionBits(p, 2)),
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

/** The 64 words of a block's schedule. */
function schedule(view: DataView, offset: number, w: Int32Array): void {
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(offset + 4 * i)
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!
    const y = w[i - 2]!
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)
    w[i] = (((w[i - 16]! + s0) | 0) + ((w[i - 7]! + s1) | 0)) | 0
  }
}

function compress(hash: Int32Array, round: Int32Array, w: Int32Array): void {
  let a = hash[0]!
  let b = hash[1]!
  let c = hash[2]!
  let d = hash[3]!
  let e = hash[4]!
  let f = hash[5]!
  let g = hash[6]!
  let h = hash[7]!
  for (let i = 0; i < 64; i++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const t1 = (((((h + sum1) | 0) + choice) | 0) + ((round[i]! + w[i]!) | 0)) | 0
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  hash[0] = hash[0]! + a
  hash[1] = hash[1]! + b
  hash[2] = hash[2]! + c
  hash[3] = hash[3]! + d
  hash[4] = hash[4]! + e
  hash[5] = hash[5]! + f
  hash[6] = hash[6]! + g
  hash[7] = hash[7]! + h
}

/** SHA-256 of bytes, or of a text's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256(data: Uint8Array | string): string {
  const { round, start } = getConstants()
  const view = pad(typeof data === 'string' ? new TextEncoder().encode(data) : data)
  const hash = start.slice()
  const w = new Int32Array(64)
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    schedule(view, offset, w)
    compress(hash, round, w)
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
