/** HTML text that is escaped by construction: what a template inserts is text unless it is itself `Html`. */

export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | null | undefined | false | readonly Value[];

/** Text for element contents and for quoted attributes. Control characters, which HTML forbids, become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n]|[\uFDD0-\uFDEF\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD')
    .replace(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** @example html`<td title="${name}">${rows}</td>`; always put quotes around attributes. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.reduce((out, part, i) => out + textOf(values[i - 1]) + part));
}

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(textOf).join('');
  return escapeHtml(String(value));
}
