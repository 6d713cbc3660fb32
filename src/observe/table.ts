/** Plain-text tables for terminals and logs: aligned columns, no colours, safe for any name. */

/** Terminal columns that a text takes: 2 for East Asian wide characters and emoji, 0 for combining marks. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += WIDE.test(segment) ? 2 : ZERO.test(segment) ? 0 : 1;
  return width;
}
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /^(?:\p{Emoji_Presentation}|.\u{FE0F}|[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}])/u;
const ZERO = /^(?:\p{Mark}|\p{Default_Ignorable_Code_Point})+$/u;

/** One line without control characters (a name must not move the cursor or colour the terminal). */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '\u{FFFD}');
}

/** Cut to `width` columns, with an ellipsis where something is missing. */
export function clipText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    used += displayWidth(segment);
    if (used > width - 1) break;
    out += segment;
  }
  return `${out}\u2026`;
}

const NUMERIC = /^[-+]?[\d.,]*\d(?:e[-+]?\d+)?\s?(?:%|[a-zA-Z]{1,3}\/?[a-zA-Z]?[\u00B2\u00B3]?)?$|^-?$/;

/**
 * Head, rule and rows, two spaces between columns, no space at line ends, no newline at the end. Columns that hold
 * nothing but numbers, `-` and blanks stand right. Cells longer than `maxCell` (default 60) columns are cut.
 * @example formatTable(['asset', 'kg'], [['mug', '0.3']])
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], maxCell = 60): string {
  const clean = (cells: readonly string[]) => head.map((_, i) => clipText(plainText(cells[i] ?? ''), maxCell));
  const body = rows.map(clean);
  const top = clean(head);
  const widths = top.map((title, i) => Math.max(displayWidth(title), ...body.map((row) => displayWidth(row[i]))));
  const right = top.map((_, i) => body.length > 0 && body.every((row) => NUMERIC.test(row[i])));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const gap = ' '.repeat(widths[i] - displayWidth(cell));
        return right[i] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [line(top), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}
