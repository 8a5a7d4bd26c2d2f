import { escapeMarkup } from '../markup.js'

/** A heading, an optional sentence below it, and what it is about. */
export function section(title: string, caption: string, body: string): string {
  const text = caption === '' ? '' : `<p class="caption">${escapeMarkup(caption)}</p>`
  return `<section><h2>${escapeMarkup(title)}</h2>${text}${body}</section>\n`
}

/** Charts of one heading. Each chart is an SVG element and can stand alone. */
export interface Exhibit {
  title: string
  caption: string
  charts: readonly string[]
  /** What stands below the charts on a page: a table. */
  below?: string
}

/** An exhibit as a section of the page; nothing for none. */
export function exhibitSection(exhibit: Exhibit | undefined): string {
  if (exhibit === undefined) return ''
  return section(exhibit.title, exhibit.caption, exhibit.charts.join('') + (exhibit.below ?? ''))
}

/** A table cell; numbers stand right. */
export function cell(text: string, kind: 'text' | 'number' = 'number'): string {
  return `<td${kind === 'number' ? ' class="number"' : ''}>${escapeMarkup(text)}</td>`
}

export function headerCell(text: string, kind: 'text' | 'number' = 'number'): string {
  return `<th scope="col"${kind === 'number' ? ' class="number"' : ''}>${escapeMarkup(text)}</th>`
}
