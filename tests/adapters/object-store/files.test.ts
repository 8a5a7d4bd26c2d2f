import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { objectStoreConformance } from 'barcast/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killWriters } from './kill-writers.js'
import { bundleProgram } from './processes.js'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barcast-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A folder of its own that is not there yet. */
const newFolder = (): string => join(folder, `store-${count++}`, 'objects')
const filesBelow = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)

describe('the contract', () => {
  const create = async () => {
    const root = newFolder()
    return { store: createFileStore(root), reopen: async () => createFileStore(root) }
  }
  for (const { name, run } of objectStoreConformance('files', create)) it(name, run)
})

describe('paths', () => {
  it.each([
    ['models/btc_5m', 'models/btc_5m.bin'],
    ['models/BTC_5m.v1', 'models/+btc_5+m.v1.bin'],
    ['a.b/c', 'a%2eb/c.bin'],
    ['.hidden', '%2ehidden.bin'],
    ['BTC/USDT:USDT', '+btc/+usdt%3ausdt.bin'],
    ['nul.txt', '%6eul.txt.bin'],
    ['é', '%c3%a9.bin'],
  ])('%s is %s', async (key, path) => {
    const root = newFolder()
    await createFileStore(root).put(key, bytes('x'))
    expect(filesBelow(root)).toEqual([path])
  })

  it('mean the same on any file system: one case, plain letters, no reserved name, at most 255 bytes', async () => {
    const root = newFolder()
    const store = createFileStore(root)
    const segment = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      fc.stringMatching(/^[A-Za-z.]{1,128}$/),
      fc.constantFrom('con', 'NUL', 'com1.x', 'lpt9'),
    )
    const keys = fc
      .array(segment, { minLength: 1, maxLength: 3 })
      .map((segments) => segments.join('/'))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: keys have none
      .filter((key) => key.length <= 512 && !/[\u0000-\u001f\u007f]|(^|\/)\.{0,2}(\/|$)/.test(key))
    const all = fc.sample(keys, { numRuns: 120, seed: 5 })
    for (const key of all) await store.putIfAbsent(key, bytes(key))
    expect(await store.list('')).toEqual([...new Set(all)].sort())
    for (const path of filesBelow(root)) {
      expect(path).toMatch(/^[a-z0-9_.+%=/-]+$/)
      for (const name of path.split('/')) {
        expect(name.length).toBeLessThan(256)
        expect(name).not.toMatch(/^\.|\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/)
      }
    }
  })

  it('files of others are left alone and not listed', async () => {
    const root = newFolder()
    const store = createFileStore(root)
    await store.put('models/a', bytes('x'))
    for (const name of ['.DS_Store', 'README.md', 'A.bin', 'b.bin~', '%2f.bin', '%zz.bin', 'models/%61.bin', 'models/ä.bin'])
      writeFileSync(join(root, name), 'other')
    expect(await store.list('')).toEqual(['models/a'])
    expect(filesBelow(root)).toHaveLength(9)
  })

  it('a store stays where it was made when the process goes elsewhere', async () => {
    const root = newFolder()
    mkdirSync(root, { recursive: true })
    const before = process.cwd()
    try {
      process.chdir(root)
      const store = createFileStore('relative')
      process.chdir(before)
      await store.put('a', bytes('x'))
    } finally {
      process.chdir(before)
    }
    expect(filesBelow(root)).toEqual(['relative/a.bin'])
  })

  it.each(['', undefined, 7])('the directory %j is refused', (directory) => {
    expect(() => createFileStore(directory as string)).toThrow(/directory must be a path/)
  })
})

describe('writers that are killed', () => {
  it('lose nothing that was acknowledged and leave no half object', async () => {
    const { killed, acknowledged, problems } = await killWriters({ seed: 3, pairs: 10 })
    expect(problems).toEqual([])
    expect(killed).toBe(20)
    expect(acknowledged).toBeGreaterThanOrEqual(20)
  })

  it('leave temporary files that nobody lists, and that a later write removes when they are an hour old', async () => {
    const root = newFolder()
    await createFileStore(root).put('models/a', bytes('old'))
    const leftover = (digit: string): string => join(root, 'models', `.${digit.repeat(8)}-0000-4000-8000-000000000000.tmp`)
    writeFileSync(leftover('1'), 'half')
    writeFileSync(leftover('2'), 'half')
    const longAgo = Date.now() / 1000 - 3700
    utimesSync(leftover('1'), longAgo, longAgo)
    const store = createFileStore(root)
    expect(await store.list('')).toEqual(['models/a'])
    await store.put('models/a', bytes('new'))
    expect(existsSync(leftover('1'))).toBe(false)
    expect(existsSync(leftover('2'))).toBe(true)
    expect(text(await store.get('models/a'))).toBe('new')
  })
})

describe('a disk that refuses', () => {
  it('an object too large for it: the old one stays, nothing is left behind, the error is typed', async () => {
    const root = newFolder()
    const program = await bundleProgram(new URL('limited-writer.ts', import.meta.url), folder)
    const output = execFileSync('sh', ['-c', 'ulimit -f 64; exec "$0" "$1" "$2"', process.execPath, program, root], { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual([
      {
        code: 'store/write-failed',
        value: 'EFBIG',
        message: expect.stringMatching(/^Put object: the file must be writable, what was there stays, found EFBIG/),
        cause: expect.stringContaining('EFBIG'),
        where: { file: join(root, 'a.bin') },
      },
      expect.objectContaining({ code: 'store/write-failed', value: 'EFBIG', where: { file: join(root, 'b.bin') } }),
    ])
    const store = createFileStore(root)
    expect(await store.get('a')).toEqual(new Uint8Array(1000).fill(1))
    expect(await store.list('')).toEqual(['a'])
    expect(filesBelow(root)).toEqual(['a.bin'])
  })

  it('a folder that is a file, or an object that is a folder', async () => {
    const root = newFolder()
    mkdirSync(root, { recursive: true })
    writeFileSync(join(root, 'file'), 'x')
    const below = createFileStore(join(root, 'file'))
    await expect(below.put('a', bytes('x'))).rejects.toMatchObject({ code: 'store/write-failed', value: 'ENOTDIR' })
    await expect(below.putIfAbsent('a', bytes('x'))).rejects.toMatchObject({ code: 'store/write-failed', value: 'ENOTDIR' })
    await expect(below.get('a')).rejects.toMatchObject({
      code: 'store/read-failed',
      value: 'ENOTDIR',
      where: { file: join(root, 'file/a.bin') },
    })
    await expect(below.delete('a')).rejects.toMatchObject({ code: 'store/write-failed' })
    await expect(below.list('')).rejects.toMatchObject({ code: 'store/read-failed', value: 'ENOTDIR' })
    const store = createFileStore(root)
    mkdirSync(join(root, 'a.bin/inside'), { recursive: true })
    await expect(store.get('a')).rejects.toMatchObject({ code: 'store/read-failed', value: 'EISDIR' })
    await expect(store.put('a', bytes('x'))).rejects.toMatchObject({ code: 'store/write-failed' })
    expect(await store.list('')).toEqual([])
    expect(filesBelow(root)).toEqual(['file'])
  })

  it('a link that leads nowhere is no object, and putIfAbsent does not write through it', async () => {
    const root = newFolder()
    mkdirSync(root, { recursive: true })
    symlinkSync(join(folder, 'nowhere'), join(root, 'a.bin'))
    const store = createFileStore(root)
    expect(await store.get('a')).toBeUndefined()
    expect(await store.putIfAbsent('a', bytes('x'))).toBe(false)
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
    await store.put('a', bytes('y'))
    expect(text(await store.get('a'))).toBe('y')
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })
})
