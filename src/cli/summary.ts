/** What a person sees at the end of a run: assets in a table, what was lost and why, where to look next. */
import type { RunResult } from '../observe/run_result.js';
import { formatTable } from '../observe/table.js';

/** @param dir the scene folder as the person would type it */
export function summary(dir: string, result: RunResult): string {
  const lines: string[] = [];
  const assets = new Map<string, { first: RunResult['objects'][number]; count: number; warnings: Set<string> }>();
  for (const object of result.objects) {
    const entry = assets.get(object.asset) ?? { first: object, count: 0, warnings: new Set<string>() };
    entry.count++;
    for (const { code } of object.warnings) entry.warnings.add(code);
    assets.set(object.asset, entry);
  }
  const rows = [...assets].map(([asset, { first, count, warnings }]) => [
    asset,
    String(count),
    first.role,
    first.mass_kg === null ? '-' : first.mass_kg.toPrecision(3),
    first.provenance ?? '-',
    first.proxy === null ? '-' : first.pieces > 1 ? `${first.proxy} x${first.pieces}` : first.proxy,
    [...warnings].join(' ') || '-',
  ]);
  if (rows.length > 0)
    lines.push(formatTable(['asset', 'objects', 'role', 'mass kg', 'mass from', 'proxy', 'warnings'], rows), '');
  for (const { id, step, error } of result.failures) {
    lines.push(`FAILED ${id} in ${step}: ${error.code}: ${error.message}`);
    if (error.advice) lines.push(`  ${error.advice}`);
  }
  for (const warning of result.warnings) lines.push(`note: ${warning.message}`);
  const lost = result.failures.length > 0 ? `, ${result.failures.length} lost` : '';
  const seconds = result.steps.reduce((sum, step) => sum + step.seconds, 0);
  lines.push(
    `${result.scene_id}: ${result.status}. ${result.objects.length} objects of ${assets.size} assets${lost}, ${seconds.toFixed(1)} s (${result.steps
      .map((s) => `${s.step} ${s.status}`)
      .join(', ')})`,
  );
  if (result.outputs.usd) lines.push(`  scene   ${dir}/${result.outputs.usd}`);
  if (result.outputs.report) lines.push(`  report  ${dir}/${result.outputs.report}`);
  return `${lines.join('\n')}\n`;
}
