import type { Progress } from '../core/index.js'
import type { Terminal } from './terminal.js'

const BAR_CELLS = 24

/** One line of progress, drawn again on a screen; elsewhere each tenth of the way is a line of its own. */
export interface ProgressLine {
  update(progress: Progress): void
  end(): void
}

/** A line that draws nothing, for `--quiet` and `--json`. */
export const NO_PROGRESS: ProgressLine = { update: () => undefined, end: () => undefined }

export function createProgressLine(terminal: Terminal, label: string): ProgressLine {
  let lastTenth = -1
  return {
    update({ done, total, step }) {
      const share = total === 0 ? 1 : done / total
      const filled = Math.round(share * BAR_CELLS)
      const line = `${label}  ${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}  ${String(Math.round(share * 100)).padStart(3)} %  ${step}`
      const tenth = Math.floor(share * 10)
      if (terminal.live) terminal.err(`\r\u001b[2K${line.slice(0, terminal.columns - 1)}`)
      else if (tenth > lastTenth) terminal.err(`${line}\n`)
      lastTenth = Math.max(lastTenth, tenth)
    },
    end() {
      if (terminal.live) terminal.err('\r\u001b[2K')
    },
  }
}
