import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { BarcastError } from '../../../core/index.js'
import { fileFailure, replacedFailure } from '../file-failure.js'

const NEWLINE = 10

/**
 * Lines at the end of a file that several processes write to. A last line without its end is one that is being written, or that a killed process left: readers
 * pass over it, and the next writer cuts it off.
 */
export class JournalFile {
  /** Bytes of the lines that were read. */
  #offset = 0
  #lines = 0
  readonly #inode: number

  /** @throws BarcastError `study-store/file`. */
  constructor(readonly path: string) {
    try {
      const file = openSync(path, 'a')
      this.#inode = fstatSync(file).ino
      closeSync(file)
    } catch (cause) {
      throw fileFailure('Open journal', path, cause)
    }
  }

  /** Errors of the system as errors of the store. */
  #guard<T>(action: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw error instanceof BarcastError ? error : fileFailure(action, this.path, error)
    }
  }

  #check(action: string, file: number): number {
    const { ino, size } = fstatSync(file)
    if (ino === this.#inode && size >= this.#offset) return size
    throw replacedFailure(action, this.path)
  }

  /** The file by its name at this moment, so that one that was removed or replaced does not go unnoticed; what is new in it is read first. */
  #use<T>(action: string, flags: number, apply: (line: string, number: number) => void, work: (file: number) => T): T {
    const file = this.#guard(action, () => openSync(this.path, flags))
    try {
      this.#guard(action, () => this.#readNew(file, this.#check(action, file), apply))
      return work(file)
    } finally {
      closeSync(file)
    }
  }

  #readNew(file: number, size: number, apply: (line: string, number: number) => void): void {
    if (size === this.#offset) return
    const bytes = Buffer.allocUnsafe(size - this.#offset)
    let length = 0
    while (length < bytes.length) {
      const count = readSync(file, bytes, length, bytes.length - length, this.#offset + length)
      if (count === 0) break
      length += count
    }
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0 && end < length; end = bytes.indexOf(NEWLINE, start)) {
      apply(bytes.toString('utf8', start, end), this.#lines + 1)
      this.#offset += end + 1 - start
      this.#lines += 1
      start = end + 1
    }
  }

  /** Hands on each line that was not read yet, with its number from 1. */
  read(apply: (line: string, number: number) => void): void {
    this.#use('Read journal', constants.O_RDONLY, apply, () => undefined)
  }

  /**
   * Under the lock: reads what is new, runs `work`, and writes the lines that it gives to `write`, down to the disk. Nothing is written when it
   * throws or the disk is full.
   */
  append<T>(apply: (line: string, number: number) => void, work: (write: (lines: readonly string[]) => void) => T): T {
    const action = 'Write journal'
    return this.#use(action, constants.O_RDWR | constants.O_APPEND, apply, (file) =>
      work((lines) => this.#guard(action, () => this.#write(file, lines))),
    )
  }

  #write(file: number, lines: readonly string[]): void {
    if (lines.length === 0) return
    if (fstatSync(file).size > this.#offset) ftruncateSync(file, this.#offset)
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
      fsyncSync(file)
    } catch (error) {
      ftruncateSync(file, this.#offset)
      throw error
    }
    this.#offset += bytes.length
    this.#lines += lines.length
  }
}
