import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** The repository's root folder. */
export const root: string = resolve(import.meta.dirname, '..')

/** Which rooms each room may import, beside `core` and `memory`, which all may. */
export const rooms: Record<string, string[]> = JSON.parse(readFileSync(join(root, 'rooms.json'), 'utf8'))

/** Every TypeScript file below a folder, as paths relative to the root. */
export function sourceFiles(folder: string): string[] {
  const absolute = join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && statSync(join(absolute, name)).isFile())
    .map((name) => relative(root, join(absolute, name)))
    .sort()
}

/** Adapters, as `adapters/<port>/<vendor>`: entries of the package that are no rooms, each a folder of src with an index. */
export const adapters: string[] = sourceFiles('src/adapters')
  .filter((file) => /^src\/adapters\/[^/]+\/[^/]+\/index\.ts$/.test(file))
  .map((file) => file.slice('src/'.length, -'/index.ts'.length))

/** Prints the problems and ends the process with an error, or prints what was checked. */
export function conclude(check: string, problems: readonly string[], passed: string): void {
  for (const problem of problems) console.error(`${check}: ${problem}`)
  if (problems.length > 0) process.exit(1)
  console.log(`${check}: ${passed}`)
}
