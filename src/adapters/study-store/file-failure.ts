import { BarcastError } from '../../core/index.js'

/** The system's name of what went wrong, as ENOSPC. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
}

/** The error for a file that cannot be opened, read or written. */
export function fileFailure(action: string, file: string, cause: unknown): BarcastError {
  const found = cause instanceof Error ? cause.message : String(cause)
  return new BarcastError('study-store/file', `${action}: the file must be readable and writable, found ${found}`, {
    value: codeOf(cause),
    where: { file },
    cause,
  })
}

/** The error for a file that is no longer the one that was opened. */
export function replacedFailure(action: string, file: string): BarcastError {
  return new BarcastError('study-store/replaced', `${action}: the file must stay the one that it was, found another one or a shorter one`, {
    where: { file },
  })
}
