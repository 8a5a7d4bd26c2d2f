/** Where an offending value stood. Only the fields that apply are set. */
export interface ErrorPlace {
  row?: number
  column?: string
  line?: number
  file?: string
  url?: string
  /** Dotted path inside a config or a stored document, for example `params.period`. */
  path?: string
  /** Of a text: the character, 0 is the first. */
  index?: number
  timeMs?: number
}

export interface ErrorDetails {
  value?: unknown
  where?: ErrorPlace
  cause?: unknown
}

const marker = Symbol.for('barcast.error')

/**
 * The one error class of the package. `code` is `<room>/<rule>`; the message reads
 * *action: rule, value found*. Recognise it with {@link isBarcastError}, which also works
 * across several copies of the package, where `instanceof` does not.
 */
export class BarcastError extends Error {
  readonly code: string
  readonly value: unknown
  readonly where: ErrorPlace

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'BarcastError'
    this.code = code
    this.value = details.value
    this.where = details.where ?? {}
    Object.defineProperty(this, marker, { value: true })
  }
}

/** True for errors of this package, of the given `code` when one is named. */
export function isBarcastError(error: unknown, code?: string): error is BarcastError {
  if (typeof error !== 'object' || error === null || !(marker in error)) return false
  return code === undefined || (error as { code?: unknown }).code === code
}
