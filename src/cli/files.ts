import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { type ReadOptions, readBars } from '../bars/index.js'
import { BarcastError, type Bars } from '../core/index.js'

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException | undefined)?.code ?? String(cause)

/** @throws BarcastError `cli/file` when it cannot be read. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new BarcastError('cli/file', `Read file: ${file} must be readable, found ${codeOf(cause)}`, {
      value: file,
      where: { file },
      cause,
    })
  }
}

/**
 * Bars of a file, whatever its kind.
 *
 * @throws BarcastError `cli/file` (missing, or gone while it was read), and the errors of `readBars` with the file's name.
 */
export async function readBarsFile(file: string, options: ReadOptions): Promise<Bars> {
  try {
    return await readBars(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>, options)
  } catch (error) {
    if (error instanceof BarcastError)
      throw new BarcastError(error.code, `${file}: ${error.message}`, { value: error.value, where: { ...error.where, file }, cause: error })
    throw new BarcastError('cli/file', `Read bars: ${file} must be readable, found ${codeOf(error)}`, {
      value: file,
      where: { file },
      cause: error,
    })
  }
}

/**
 * Writes a whole file or none: a reader sees the old content or the new.
 *
 * @throws BarcastError `cli/write` (no space, no permission); what was there before is untouched.
 */
export async function writeWhole(file: string, content: string): Promise<void> {
  const part = join(dirname(file), `.${process.pid}-${Date.now()}.part`)
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(part, 'wx')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(part, file)
  } catch (cause) {
    await rm(part, { force: true })
    throw new BarcastError('cli/write', `Write file: ${file} must be writable, found ${codeOf(cause)}; nothing was changed`, {
      value: file,
      where: { file },
      cause,
    })
  }
}
