import type { Field } from './schema-fields.js'

/** A file of the reference. */
export interface Page {
  file: string
  text: string
}

/** A generated page; the first lines tell the site its title and the reader where it comes from. */
export function page(file: string, title: string, ...parts: readonly string[]): Page {
  const head = `---\ntitle: ${title}\ngroup: Reference\n---\n\n<!-- Written by \`npm run docs:reference\` from the code: change the code, not this file. -->\n\n# ${title}`
  return { file, text: `${[head, ...parts].join('\n\n')}\n` }
}

const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')

/** A table; columns that are empty in every row are left out. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = [...heads.keys()].filter((k) => rows.some((row) => row[k] !== ''))
  const line = (cells: readonly string[]): string => `| ${kept.map((k) => cell(cells[k]!)).join(' | ')} |`
  return [line(heads), `|${kept.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

export const code = (text: string): string => `\`${text}\``

export function fieldTable(fields: readonly Field[]): string {
  return table(
    ['name', 'default', 'what it is', 'may be'],
    fields.map((field) => [code(field.name), field.default, field.meaning, field.range]),
  )
}
