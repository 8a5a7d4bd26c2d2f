import { type CliOption, COMMANDS, type Command } from './options.js'

function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > columns - indent.length) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${indent}`)
}

const columnsOf = (columns: number): number => Math.max(60, Math.min(columns, 100))

function optionLine(option: CliOption, width: number, columns: number): string {
  const name = optionName(option).padEnd(width)
  return `  ${name}  ${wrap(option.help, columns, ' '.repeat(width + 4))}`
}

function optionName({ name, short, value, kind }: CliOption): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${kind === 'flag' ? '' : ` ${value}`}`
}

/** What `barcast --help` prints. */
export function renderOverview(terminalColumns: number): string {
  const columns = columnsOf(terminalColumns)
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${wrap(summary, columns, ' '.repeat(width + 4))}`)
  return [
    'Usage: barcast COMMAND [options]',
    '',
    ...commands,
    '',
    'barcast COMMAND --help tells more of each. A first run:',
    '',
    '  barcast demo',
    '  barcast backtest --data my-bars.csv',
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong command line or config, 130 interrupted.',
    '',
  ].join('\n')
}

/** What `barcast COMMAND --help` prints. */
export function renderHelp({ name, about, options, operand, example }: Command, terminalColumns: number): string {
  const columns = columnsOf(terminalColumns)
  const width = Math.max(...options.map((option) => optionName(option).length))
  return [
    `Usage: barcast ${name}${operand === undefined ? '' : ` ${operand}`} [options]`,
    '',
    wrap(about, columns, ''),
    '',
    ...options.map((option) => optionLine(option, width, columns)),
    '',
    `Example: ${example}`,
    '',
  ].join('\n')
}
