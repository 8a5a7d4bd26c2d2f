/**
 * The `barcast` command as a function: the same words as on a command line, with the terminal given.
 *
 * @example
 * import { runCli } from 'barcast/cli'
 *
 * let printed = ''
 * const terminal = { out: (text: string) => { printed += text }, err: () => {}, live: false, columns: 80 }
 * const code = await runCli(['train', '--help'], { terminal })
 * console.log(code, printed.split('\n')[0]) // 0 Usage: barcast train [options]
 *
 * @module cli
 */
export { EXIT } from './exit-code.js'
export { type CliOptions, runCli } from './run-cli.js'
export type { Terminal } from './terminal.js'
