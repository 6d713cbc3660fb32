/** The report of one run: `reports/report.html`, one file that needs nothing else. */
import path from 'node:path';
import { writeWhole } from '../scene/json.js';
import { reportData } from './report_data.js';
import { reportPage } from './report_page.js';
import type { RunResult } from './run_result.js';

/** Relative to the scene folder. */
export const REPORT_PATH = 'reports/report.html';

/**
 * Reads what the run left below `sceneDir` (manifest, records, pictures), draws the whole scene, and writes one HTML file
 * with everything in it: no requests, works from disk, light and dark, printable. What cannot be read is shown as missing.
 * @returns the path of the report, relative to `sceneDir`
 * @throws OUTPUT_UNWRITABLE
 */
export async function writeReport(sceneDir: string, run: RunResult): Promise<string> {
  const data = await reportData(sceneDir, run);
  await writeWhole(path.join(sceneDir, REPORT_PATH), reportPage(data));
  return REPORT_PATH;
}
