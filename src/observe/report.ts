/** The report of one run: `reports/report.html`, one file that needs nothing else. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunResult } from './run_result.js';

/** Writes `reports/report.html` below `sceneDir`; gives its path relative to it. */
export async function writeReport(sceneDir: string, run: RunResult): Promise<string> {
  const file = 'reports/report.html';
  await mkdir(path.join(sceneDir, 'reports'), { recursive: true });
  const escaped = run.scene_id.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  await writeFile(path.join(sceneDir, file), `<!doctype html><meta charset="utf-8"><title>${escaped}</title>\n`);
  return file;
}
