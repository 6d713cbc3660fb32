/** What no file of the repository may hold, and how long a file may grow. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ROOT, read } from './imports.js';

const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const tracked = git.status === 0 ? git.stdout.split('\0').filter(Boolean) : [];
const binary = /\.(png|jpg|jpeg|webp|glb|bin|stl|ply|usdc|usdz|mp4|woff2?|ico|gz|zip)$|(^|\/)corpus\//;
const text = tracked.filter((file) => !binary.test(file) && file !== 'package-lock.json');
const safeRead = (file: string) => {
  try {
    return read(file);
  } catch {
    return ''; // deleted but not yet committed
  }
};

describe.skipIf(git.status !== 0)('repository [skipped outside a git checkout]', () => {
  test('names no folder of one machine', () => {
    const machine = /(^|[\s"'`(=:])\/(work|root|home\/[a-z]\w*|Users\/[A-Za-z]\w*)\/[\w.-]/m;
    expect(text.filter((file) => machine.test(safeRead(file)))).toEqual([]);
  });
  test('holds no private key or token', () => {
    const secret = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(ghp|gho|npm)_[A-Za-z0-9]{30,}|\bAKIA[0-9A-Z]{16}\b/;
    expect(text.filter((file) => secret.test(safeRead(file)))).toEqual([]);
  });
  test('keeps files short enough to read', () => {
    const limit = (file: string) => (/^(src|native)\//.test(file) ? 450 : Number.POSITIVE_INFINITY);
    const long = text
      .filter((file) => /\.(ts|cpp|h|mjs|py)$/.test(file))
      .map((file) => ({ file, lines: safeRead(file).split('\n').length }))
      .filter(({ file, lines }) => lines > limit(file));
    expect(long).toEqual([]);
  });
  test('copies no data: nothing large is tracked', () => {
    const large = tracked.filter((file) => file !== 'package-lock.json' && safeRead(file).length > 1_000_000);
    expect(large).toEqual([]);
  });
});
