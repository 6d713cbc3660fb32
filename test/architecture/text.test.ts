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
    const lengths = text
      .filter((file) => /^(src|native)\/.*\.(ts|cpp|h)$/.test(file))
      .map((file) => ({ file, lines: safeRead(file).split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > 650)).toEqual([]);
    const long = lengths.filter(({ lines }) => lines > 300);
    expect(long.length, JSON.stringify(long)).toBeLessThanOrEqual(0.1 * lengths.length);
  });
  test('copies no data: nothing large is tracked', () => {
    const large = tracked.filter((file) => file !== 'package-lock.json' && safeRead(file).length > 1_000_000);
    expect(large).toEqual([]);
  });
});
