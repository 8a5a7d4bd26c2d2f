import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { conclude, root } from './rooms.js'

/**
 * Makes a folder hold exactly these files; with `--check` on the command line nothing is written, and every file that differs is a problem.
 *
 * @param again what a reader runs to write them
 */
export function keepFiles(check: string, folder: string, files: ReadonlyMap<string, string>, again: string): void {
  const path = join(root, folder)
  const there = existsSync(path) ? readdirSync(path) : []
  const textOf = (name: string): string | undefined => (there.includes(name) ? readFileSync(join(path, name), 'utf8') : undefined)
  const names = new Set([...there, ...files.keys()])
  const differing = [...names].filter((name) => textOf(name) !== files.get(name))
  if (process.argv.includes('--check')) {
    const problems = differing.map((name) => `${folder}/${name} is not what the code gives: run ${again} and commit the result`)
    conclude(check, problems, `${files.size} files in ${folder} are what the code gives`)
    return
  }
  mkdirSync(path, { recursive: true })
  for (const name of differing) {
    const text = files.get(name)
    if (text === undefined) rmSync(join(path, name))
    else writeFileSync(join(path, name), text)
  }
  conclude(check, [], `${files.size} files in ${folder}, ${differing.length} of them changed`)
}
