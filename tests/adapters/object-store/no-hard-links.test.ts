import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from 'barcast/adapters/object-store/files'
import { objectStoreConformance } from 'barcast/testing'
import { afterAll, describe, it, vi } from 'vitest'

vi.mock('node:fs/promises', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  link: () => Promise.reject(Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })),
}))

/* FAT has no hard links: `link` fails there as it does here. */
describe('a file system without hard links', () => {
  const folder = mkdtempSync(join(tmpdir(), 'barcast-no-links-'))
  let count = 0
  afterAll(() => rmSync(folder, { recursive: true }))
  const create = async () => {
    const root = join(folder, String(count++))
    return { store: createFileStore(root), reopen: async () => createFileStore(root) }
  }
  for (const { name, run } of objectStoreConformance('files', create, { seed: 2 })) if (/putIfAbsent|random/.test(name)) it(name, run)
})
