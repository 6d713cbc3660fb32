/** Rows as an aligned table for people and as CSV for keeping. */
import type { Growth, Row } from './suite.js';

/** Facts of a run that stand in every CSV row. */
export interface Machine {
  /** ISO date of the run: an option or SOURCE_DATE_EPOCH, else empty. */
  date: string;
  version: string;
  cpu: string;
  cores: number;
  node: string;
}

export const CSV_COLUMNS = [
  ...['date', 'version', 'cpu', 'cores', 'node'],
  ...['case', 'triangles', 'ours_ms', 'peer', 'peer_ms', 'ratio', 'note'],
] as const;

/** Four significant digits, without exponents. */
function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '';
  if (value === 0) return '0';
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

const cell = (value: unknown): string => {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvHeader = (): string => `${CSV_COLUMNS.join(',')}\n`;

export function csvRows(machine: Machine, rows: Row[]): string {
  return rows
    .map((row) => {
      const numbers = { ours_ms: figure(row.ours_ms), peer_ms: figure(row.peer_ms), ratio: figure(row.ratio) };
      const all: Record<string, unknown> = { ...machine, ...row, ...numbers };
      return `${CSV_COLUMNS.map((name) => cell(all[name])).join(',')}\n`;
    })
    .join('');
}

export function table(rows: Row[]): string {
  const head = ['case', 'triangles', 'ours ms', 'peer', 'peer ms', 'ratio', 'note'];
  const lines = rows.map((row) => [
    row.case,
    row.triangles === null ? '' : String(row.triangles),
    figure(row.ours_ms),
    row.peer ?? '-',
    figure(row.peer_ms),
    row.ratio === null ? '' : `${figure(row.ratio)}x`,
    row.note,
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i].length)));
  const rightAligned = new Set([1, 2, 4, 5]);
  const format = (line: string[]) =>
    line
      .map((text, i) => (rightAligned.has(i) ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [format(head), ...lines.map(format)].map((line) => `${line}\n`).join('');
}

export function growthLines(growth: Growth[]): string {
  return growth
    .map((g) => {
      const peer = g.peer_exponent === null ? '' : `, ${g.peer} ^${g.peer_exponent.toFixed(2)}`;
      return `cost growth, ${g.series}: time ~ triangles^${g.ours.toFixed(2)}${peer}\n`;
    })
    .join('');
}
