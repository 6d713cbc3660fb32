/**
 * One run per scene folder: `.simwright/lock` names the process that holds it. A lock whose process is gone (crash, kill,
 * reboot) is taken over, so nobody has to delete it by hand.
 */
import { readFileSync } from 'node:fs';
import { open, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import { makeFolder } from '../scene/folders.js';

interface Holder {
  pid: number;
  host: string;
  /** Tells one boot of the machine from the next, so that a process number of the last one means nothing. */
  boot: string;
}

/** Takes the lock; the returned function gives it back. @throws LOCKED, OUTPUT_UNWRITABLE */
export async function lockScene(sceneDir: string): Promise<() => Promise<void>> {
  const file = path.join(sceneDir, '.simwright', 'lock');
  const made = (await stat(sceneDir).catch(() => null)) === null;
  await makeFolder(path.dirname(file));
  const mine: Holder = { pid: process.pid, host: hostname(), boot: bootId() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(`${JSON.stringify(mine)}\n`);
      await handle.close();
      return async () => {
        await rm(file, { force: true });
        // leave nothing behind where nothing else was written
        await rmdir(path.dirname(file)).catch(() => {});
        if (made) await rmdir(sceneDir).catch(() => {});
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new SimwrightError('OUTPUT_UNWRITABLE', (error as Error).message, { file }, { cause: error });
    }
    const holder = await holderOf(file);
    if (holder && alive(holder, mine))
      throw new SimwrightError('LOCKED', `process ${holder.pid} on ${holder.host} is working on this scene`, {
        file: sceneDir,
        advice: 'wait for it, or write elsewhere with --out',
      });
    await rm(file, { force: true });
  }
  throw new SimwrightError('LOCKED', 'other runs keep taking this scene', { file: sceneDir });
}

async function holderOf(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return null; // gone again, or cut off by a crash while it was written
  }
}

/** On another host nobody can tell, so it counts as alive. */
function alive(holder: Holder, mine: Holder): boolean {
  if (holder.host !== mine.host) return true;
  if (holder.boot !== mine.boot) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
