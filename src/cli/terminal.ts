/** Where the command writes; a test gives its own. */
export interface Terminal {
  /** Results: what a script reads. */
  out(text: string): void
  /** Progress and problems. */
  err(text: string): void
  /** True when `err` is a screen on which a line can be drawn again. */
  readonly live: boolean
  readonly columns: number
}
