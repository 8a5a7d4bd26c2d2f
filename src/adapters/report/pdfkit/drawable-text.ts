/** What Windows-1252 holds beyond Latin-1. */
const BEYOND_LATIN = new Set([...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((character) => character.codePointAt(0)!))

/** Signs that are spelt where a font lacks them. */
const SPELT: Readonly<Record<string, string>> = {
  '−': '-',
  '√': 'sqrt ',
  '∛': 'cbrt ',
  '∞': 'infinite',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '≈': '~',
  '→': '->',
  '←': '<-',
  '∑': 'sum ',
  Σ: 'sum ',
  Δ: 'delta ',
  α: 'alpha',
  β: 'beta',
  σ: 'sigma',
  μ: 'mu',
  '\u202f': ' ',
  '\u2009': ' ',
}

/** Whether a standard font has the character. */
export function isWinAnsi(codePoint: number): boolean {
  return (codePoint >= 0x20 && codePoint <= 0x7e) || (codePoint >= 0xa0 && codePoint <= 0xff) || BEYOND_LATIN.has(codePoint)
}

/** The text as a font can draw it: signs it lacks are spelt, other characters named by their code point. White space is a space. */
export function drawableText(text: string, hasGlyph: (codePoint: number) => boolean): string {
  let drawn = ''
  for (const character of text.normalize('NFC').replace(/\s/g, (space) => (space === '\u00a0' ? space : ' '))) {
    const codePoint = character.codePointAt(0)!
    if (hasGlyph(codePoint)) drawn += character
    else drawn += SPELT[character] ?? `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`
  }
  return drawn
}
