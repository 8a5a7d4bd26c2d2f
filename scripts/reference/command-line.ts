import { EXIT } from '../../src/cli/exit-code.js'
import { type CliOption, COMMANDS, type Command } from '../../src/cli/options.js'
import { propertyComments } from './comments.js'
import { code, type Page, page, table } from './markdown.js'

function optionText({ name, short, value, kind }: CliOption): string {
  const long = kind === 'flag' ? `--${name}` : `--${name} ${value}`
  return short === undefined ? code(long) : `${code(`-${short}`)}, ${code(long)}`
}

function section({ name, about, options, example, operand }: Command): string {
  const usage = `\`barcast ${name}${operand === undefined ? '' : ` ${operand}`} [options]\``
  const rows = options.map((option) => [optionText(option), option.help, option.path === undefined ? '' : code(option.path)])
  const parts = [`## ${name}`, usage, about, table(['option', 'what it does', 'overrides in the config'], rows), `Example: \`${example}\``]
  return parts.join('\n\n')
}

function exitCodes(): string {
  const comments = propertyComments('src/cli/exit-code.ts', 'EXIT')
  const rows = Object.entries(EXIT).map(([name, value]) => [String(value), comments.get(name) ?? 'The command did what it was asked.'])
  return table(['exit code', 'when'], rows)
}

/** Every command with its options. */
export function commandLinePage(): Page {
  const intro =
    'The command `barcast` comes with the package: `npx barcast --help`. A word that is no option is refused with the nearest one; with `--json` an error is a document too.'
  return page(
    'command-line.md',
    'Command line',
    intro,
    table(
      ['command', 'what it does'],
      COMMANDS.map(({ name, summary }) => [code(name), summary]),
    ),
    ...COMMANDS.map(section),
    '## Exit codes',
    exitCodes(),
  )
}
