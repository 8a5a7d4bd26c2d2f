const DOT = 46
const MINUS = 45
const ZERO = 48
/** Text decoded at once: few large pieces are joined faster than many small ones. */
const PIECE_BYTES = 65_536
const MS_PER_DAY = 86_400_000
const POWERS_OF_TEN = Float64Array.from({ length: 15 }, (_, i) => Number(`1e${i}`))
/** Values of a column written the long way after one that had no short decimal. */
const PATIENCE = 31

/**
 * Writes text as bytes, so that no string is made per value. Numbers come out as `String` writes them: a decimal of at most 15 digits that
 * reads back as the same double is the only one, thus the shortest; all others are left to `String`.
 */
export class TextWriter {
  private bytes = new Uint8Array(2 * PIECE_BYTES)
  private at = 0
  private readonly pieces: string[] = []
  private readonly encoder = new TextEncoder()
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** Decimals that the last value of each column had. */
  private readonly decimals: Uint8Array
  private readonly waits: Uint8Array
  private day = NaN
  /** Year, month and date of `day`. */
  private date: [number, number, number] = [NaN, NaN, NaN]

  constructor(columns: number) {
    this.decimals = new Uint8Array(columns)
    this.waits = new Uint8Array(columns)
  }

  private reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return
    const larger = new Uint8Array(2 * (this.at + count))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }

  /** One ASCII character. */
  code(code: number): void {
    this.reserve(1)
    this.bytes[this.at++] = code
  }

  encoded(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    for (let i = 0; i < bytes.length; i++) this.bytes[this.at + i] = bytes[i]!
    this.at += bytes.length
  }

  text(text: string): void {
    this.encoded(this.encoder.encode(text))
  }

  /** A finite number of the given column. */
  number(value: number, column: number): void {
    this.reserve(32)
    if (this.waits[column]! > 0) this.waits[column]!--
    else if (this.shortDecimal(value, column)) return
    else this.waits[column] = PATIENCE
    const text = String(value)
    for (let i = 0; i < text.length; i++) this.bytes[this.at++] = text.charCodeAt(i)
  }

  private shortDecimal(value: number, column: number): boolean {
    const size = Math.abs(value)
    // Smaller and larger ones are written with an exponent, or have more digits.
    if (!((size >= 1e-6 || size === 0) && size < 1e15)) return false
    let decimals = this.decimals[column]!
    let digits = Math.floor(size * POWERS_OF_TEN[decimals]! + 0.5)
    if (digits / POWERS_OF_TEN[decimals]! !== size || digits >= 1e15) {
      decimals = -1
      do {
        decimals++
        digits = Math.floor(size * POWERS_OF_TEN[decimals]! + 0.5)
        if (digits >= 1e15) return false
      } while (digits / POWERS_OF_TEN[decimals]! !== size && decimals < 14)
      if (digits / POWERS_OF_TEN[decimals]! !== size) return false
      this.decimals[column] = decimals
    }
    if (value < 0) this.bytes[this.at++] = MINUS
    const whole = Math.floor(size)
    this.whole(whole)
    if (decimals > 0) this.fraction(digits - whole * POWERS_OF_TEN[decimals]!, decimals)
    return true
  }

  /** A whole number from 0 to below 1e16. */
  private whole(value: number): void {
    if (value >= 1e8) {
      const high = Math.floor(value / 1e8)
      this.whole(high)
      this.padded(value - high * 1e8, 8)
      return
    }
    let width = 1
    while (value >= POWERS_OF_TEN[width]!) width++
    this.padded(value, width)
  }

  /** A whole number in `width` ≤ 8 digits. */
  private padded(value: number, width: number): void {
    let rest = value | 0
    for (let i = this.at + width - 1; i >= this.at; i--) {
      const tenth = (rest / 10) | 0
      this.bytes[i] = ZERO + rest - 10 * tenth
      rest = tenth
    }
    this.at += width
  }

  private fraction(value: number, decimals: number): void {
    if (value === 0) return
    this.bytes[this.at++] = DOT
    if (decimals <= 8) this.padded(value, decimals)
    else {
      const high = Math.floor(value / 1e8)
      this.padded(high, decimals - 8)
      this.padded(value - high * 1e8, 8)
    }
    while (this.bytes[this.at - 1] === ZERO) this.at--
  }

  /** Epoch milliseconds of the years 0 to 9999 as an ISO time, with microseconds where there are any. */
  time(ms: number): void {
    this.reserve(32)
    const below = Math.floor(ms)
    const nearest = Math.round((ms - below) * 1000)
    const whole = nearest === 1000 ? below + 1 : below
    const micros = nearest === 1000 ? 0 : nearest
    const day = Math.floor(whole / MS_PER_DAY)
    if (day !== this.day) {
      this.day = day
      const date = new Date(day * MS_PER_DAY)
      this.date = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
    }
    this.padded(this.date[0], 4)
    this.bytes[this.at++] = MINUS
    this.padded(this.date[1], 2)
    this.bytes[this.at++] = MINUS
    this.padded(this.date[2], 2)
    this.bytes[this.at++] = 84
    const ofDay = whole - day * MS_PER_DAY
    const seconds = (ofDay / 1000) | 0
    const minutes = (seconds / 60) | 0
    const hours = (minutes / 60) | 0
    this.padded(hours, 2)
    this.bytes[this.at++] = 58
    this.padded(minutes - 60 * hours, 2)
    this.bytes[this.at++] = 58
    this.padded(seconds - 60 * minutes, 2)
    this.bytes[this.at++] = DOT
    this.padded(ofDay - 1000 * seconds, 3)
    if (micros !== 0) this.padded(micros, 3)
    this.bytes[this.at++] = 90
  }

  /** Ends a row: now and then the text so far is put by. */
  endRow(): void {
    if (this.at < PIECE_BYTES) return
    this.pieces.push(this.decoder.decode(this.bytes.subarray(0, this.at)))
    this.at = 0
  }

  finish(): string {
    this.pieces.push(this.decoder.decode(this.bytes.subarray(0, this.at)))
    return this.pieces.join('')
  }
}
