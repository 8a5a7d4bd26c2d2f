/*
 * Runs the example of every room's and adapter's module doc and every TypeScript block of README.md, CONTRIBUTING.md and the guides, each in a process of
 * its own. A block whose first line is `// not run: <reason>` is left out, with its reason printed. A `text` block right after one is what it prints; with
 * --write it is made so.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { adapters, conclude, rooms, root } from './rooms.js'

interface Example {
  name: string
  code: string
  /** What it must print, and the file that says so. */
  printed?: { text: string; file: string }
}

function moduleExample(room: string): Example {
  const text = readFileSync(join(root, 'src', room, 'index.ts'), 'utf8')
  const doc = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? ''
  const lines = doc.split('\n').map((line) => line.replace(/^\s*\* ?/, ''))
  const from = lines.findIndex((line) => line.startsWith('@example'))
  const to = lines.findIndex((line, i) => i > from && line.startsWith('@'))
  const body = lines.slice(from + 1, to < 0 ? undefined : to).filter((line) => !line.startsWith('```'))
  return { name: `barcast/${room}`, code: body.join('\n') }
}

function markdownExamples(file: string): Example[] {
  if (!existsSync(join(root, file))) return []
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/```ts\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)].map(([, code, printed], i) => ({
    name: `${file} block ${i + 1}`,
    code: code!,
    ...(printed === undefined ? {} : { printed: { text: printed, file } }),
  }))
}

const run = promisify(execFile)
const entries = [...Object.keys(rooms), ...adapters]
const guides = readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`)
const examples = [...entries.map(moduleExample), ...['README.md', 'CONTRIBUTING.md', ...guides].flatMap(markdownExamples)]
mkdirSync(join(root, 'out'), { recursive: true })
const folder = mkdtempSync(join(root, 'out', 'examples-'))
const problems: string[] = []
let ran = 0

function comparePrinted({ name, code, printed }: Example, stdout: string): void {
  if (printed === undefined || printed.text.trimEnd() === stdout.trimEnd()) return
  if (!process.argv.includes('--write')) {
    problems.push(`${name}: prints other than the text under it; npm run examples -- --write corrects it. Found:\n${stdout}`)
    return
  }
  const path = join(root, printed.file)
  const blocks = (text: string): string => `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\``
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(blocks(printed.text), () => blocks(stdout)),
  )
}

async function runExample(example: Example, index: number): Promise<void> {
  if (example.code.startsWith('// not run: ')) {
    console.log(`examples: ${example.name} ${example.code.split('\n')[0]!.slice(3)}`)
    return
  }
  const file = join(folder, `example-${index}.mts`)
  writeFileSync(file, `${example.code}\nexport {}\n`)
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root, timeout: 120_000 })
    ran += 1
    if (stdout.trim() === '') problems.push(`${example.name}: the example prints nothing`)
    comparePrinted(example, stdout)
  } catch (error) {
    problems.push(`${example.name}: ${(error as { stderr?: string }).stderr ?? String(error)}`)
  }
}

try {
  for (let i = 0; i < examples.length; i += 2) await Promise.all(examples.slice(i, i + 2).map((example, k) => runExample(example, i + k)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
conclude('examples', problems, `${ran} of ${examples.length} examples ran`)
