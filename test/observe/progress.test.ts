import { describe, expect, it } from 'vitest';
import { createProgress, duration, progressLine } from '../../dist/observe/progress.js';

function recorder(isTTY: boolean) {
  let time = 0;
  const written: string[] = [];
  const progress = createProgress({
    stream: { isTTY, columns: 60, write: (text) => written.push(text) },
    now: () => time,
  });
  return { progress, written, wait: (ms: number) => (time += ms) };
}

describe('progress', () => {
  it('redraws one line on a terminal and leaves it at the end of a step', () => {
    const { progress, written, wait } = recorder(true);
    for (let done = 0; done <= 40; done++, wait(100))
      progress.update({ step: 'simready', done, total: 40, item: 'mug' });
    progress.end();
    const text = written.join('');
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.startsWith('\r\u001B[2Ksimready')).toBe(true);
    expect(text).toContain('[##########..........]');
    expect(text).toContain('10/s');
    expect(text).toContain('1.0 s left');
    for (const line of text.split('\r')) expect(line.replace('\u001B[2K', '').length).toBeLessThanOrEqual(60);
  });

  it('redraws no more often than the eye can see', () => {
    const { progress, written, wait } = recorder(true);
    for (let done = 0; done < 1000; done++, wait(1)) progress.update({ step: 'usd', done, total: 2000 });
    expect(written.length).toBeLessThan(20);
  });

  it('writes at most one plain line per second elsewhere, and always the last of a step', () => {
    const { progress, written, wait } = recorder(false);
    for (let done = 1; done <= 50; done++, wait(100)) progress.update({ step: 'simready', done, total: 50 });
    progress.update({ step: 'usd', done: 1, total: 1, item: 'scene.usda' });
    progress.end();
    expect(written.length).toBeLessThanOrEqual(7);
    expect(written.every((line) => line.endsWith('\n') && !line.includes('\u001B'))).toBe(true);
    expect(written.at(-2)).toContain('50/50');
    expect(written.at(-1)).toContain('scene.usda');
  });

  it('says nothing when silent', () => {
    const written: string[] = [];
    const progress = createProgress({ silent: true, stream: { write: (text) => written.push(text) } });
    progress.update({ step: 'usd', done: 1, total: 1 });
    progress.end();
    expect(written).toEqual([]);
  });

  it('takes no control characters from a name', () => {
    expect(progressLine({ step: 'usd', done: 1, total: 2, item: '\u001B[2Jx\ny' }, 1, 80)).not.toMatch(/\p{Cc}/u);
    expect(progressLine({ step: 'usd', done: 0, total: 0 }, 0)).toBe('usd         0/0');
  });

  it('prints durations', () => {
    expect([duration(0.44), duration(12.2), duration(65), duration(7384)]).toEqual([
      '0.4 s',
      '12 s',
      '1:05 min',
      '2:03 h',
    ]);
  });
});
