/** One record of a CSV text: its cells, where the next record starts, and how many line breaks it spans. */
export interface CsvRecord {
  cells: string[]
  next: number
  lines: number
}

const QUOTE = 34

/** End of the quoted cell whose opening quote is at `at`: the index after its closing quote, or −1 when the text ends before. */
function closingQuote(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text.charCodeAt(i) !== QUOTE) continue
    if (text.charCodeAt(i + 1) !== QUOTE) return i + 1
    i++
  }
  return -1
}

/**
 * Splits the record that starts at `from` (RFC 4180: quoted cells may hold delimiters, line breaks and doubled quotes; CRLF and LF).
 * Text after a closing quote belongs to the cell. Undefined when the text ends inside the record and more may follow.
 *
 * @param final True when no text follows: the end then ends the record; an open quote gives `next` −1.
 */
export function splitRecord(text: string, from: number, delimiter: string, final: boolean): CsvRecord | undefined {
  const cells: string[] = []
  let lines = 1
  let at = from
  for (;;) {
    let cell = ''
    if (text.charCodeAt(at) === QUOTE) {
      const end = closingQuote(text, at)
      if (end < 0) return final ? { cells, next: -1, lines } : undefined
      cell = text.slice(at + 1, end - 1).replaceAll('""', '"')
      lines += cell.split('\n').length - 1
      at = end
    }
    let end = at
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
    if (end === text.length && !final) return undefined
    const atDelimiter = text[end] === delimiter
    cell += text.slice(at, !atDelimiter && text[end - 1] === '\r' && end > at ? end - 1 : end)
    cells.push(cell)
    at = end + 1
    if (!atDelimiter) return { cells, next: at, lines }
  }
}
