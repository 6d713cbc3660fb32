/** Making folders that results go into. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError } from '../errors.js';

/**
 * Makes the folder and what is missing above it, level by level (a recursive mkdir below a virtual file system such as
 * /proc never returns). @throws OUTPUT_UNWRITABLE naming the level that could not be made
 */
export async function makeFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found?.isDirectory()) return;
  const parent = path.dirname(dir);
  if (parent !== dir && !found) await makeFolder(parent);
  try {
    await mkdir(dir);
  } catch (error) {
    const made = await stat(dir).catch(() => null);
    if (made?.isDirectory()) return; // another process was first
    throw new SimwrightError('OUTPUT_UNWRITABLE', `cannot make a folder: ${(error as Error).message}`, {
      file: dir,
      advice: 'choose another folder to write into',
    });
  }
}
