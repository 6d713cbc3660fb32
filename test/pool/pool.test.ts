import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { inspect, Pool, SimwrightError, shareMesh, sync } from '../../dist/index.js';
import { cube, torus } from '../helpers/grid.js';

const module = new URL('./fixtures/tasks.mjs', import.meta.url).href;
const task = (name: string) => ({ module, name });
const verb = (name: string) => ({ module: new URL('../../dist/geometry/verbs.js', import.meta.url).href, name });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let pools: Pool[] = [];
function pool(workers: number): Pool {
  const made = new Pool({ workers });
  pools.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(pools.map((p) => p.close()));
  pools = [];
});

async function refusal(promise: Promise<unknown>): Promise<SimwrightError> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(SimwrightError);
    return error as SimwrightError;
  }
  throw new Error('expected a refusal, got a result');
}

describe('errors across the thread', () => {
  test('keep class, code, context, stack and the chain of causes', async () => {
    const error = await refusal(pool(1).run(task('refuse'), []));
    expect(error.code).toBe('MESH_INDEX');
    expect(error.message).toBe('bad mesh');
    expect(error.context).toEqual({ object: 'mug', stage: 'simready/mass', file: 'mug.glb', advice: 'look' });
    expect(error.stack).toContain('tasks.mjs');
    const outer = error.cause as Error;
    expect(outer).toBeInstanceOf(Error);
    expect(outer.message).toBe('outer reason');
    expect(outer.cause).toMatchObject({ name: 'RangeError', message: 'inner reason', code: 'ERR_INNER' });
  });

  test('of the native core keep their code', async () => {
    const error = await refusal(pool(1).run(task('refuseNative'), []));
    expect(error.code).toBe('MESH_INDEX');
    expect(error.message).toContain('vertex 7 of 3');
  });

  test('that are not errors become INTERNAL with their text', async () => {
    const error = await refusal(pool(1).run(task('throwText'), []));
    expect(error.code).toBe('INTERNAL');
    expect(error.message).toContain('just text');
  });

  test('name a task that does not exist', async () => {
    expect((await refusal(pool(1).run(task('nothing'), []))).message).toContain('nothing');
  });
});

describe('buffers', () => {
  test('of results are moved out of the worker, not copied', async () => {
    const p = pool(1);
    const made = await p.run<{ a: Float64Array; list: [{ b: Uint32Array }, { again: Float64Array }] }>(
      task('make'),
      [5000],
    );
    expect(made.a.length).toBe(5000);
    expect(made.a[4999]).toBe(7);
    expect(made.list[0].b[4999]).toBe(9);
    expect(made.list[1].again.buffer).toBe(made.a.buffer); // one buffer stays one buffer
    expect(await p.run(task('detached'), [])).toEqual([true, true]);
  });

  test('of inputs stay with the caller; shared ones are the same memory in every worker', async () => {
    const p = pool(2);
    const own = new Float64Array([1, 2, 3]);
    expect(await p.run(task('sum'), [own])).toEqual({ total: 6, shared: false });
    expect(own.length).toBe(3);
    const common = new Float64Array(new SharedArrayBuffer(24));
    common.set([1, 2, 3]);
    expect(await p.run(task('sum'), [common])).toEqual({ total: 6, shared: true });
    await p.run(task('writeFirst'), [common, 10]);
    expect(common[0]).toBe(10);
  });

  test('of a mesh given to a pooled verb are not detached, and a shared mesh gives the same answer', async () => {
    const mesh = torus(20, 10);
    const expected = sync.inspect(mesh);
    expect(await inspect(mesh)).toEqual(expected);
    expect(mesh.positions.length).toBe(600);
    const shared = shareMesh(mesh);
    expect(shared.positions.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shareMesh(shared).positions).toBe(shared.positions); // sharing twice copies nothing
    expect(await inspect(shared)).toEqual(expected);
    const again = await Promise.all([inspect(shared), inspect(shared), inspect(shared)]);
    for (const result of again) expect(result).toEqual(expected);
  });
});

describe('cancelling', () => {
  test('stops native code within moments and keeps the worker', async () => {
    const p = pool(1);
    const mesh = shareMesh(torus(2000, 1000)); // 4M triangles: the call takes the better part of a second or more
    const before = await p.run(task('thread'), []);
    const started = performance.now();
    await p.run(verb('inspect'), [mesh, {}]);
    const whole = performance.now() - started;

    const latencies: number[] = [];
    for (let i = 0; i < 8; i++) {
      const controller = new AbortController();
      const run = p.run(verb('inspect'), [mesh, {}], { signal: controller.signal }).then(
        () => 'done before the abort',
        (error: SimwrightError) => error.code,
      );
      await sleep(whole * (0.03 + 0.08 * i));
      const aborted = performance.now();
      controller.abort();
      if ((await run) === 'CANCELLED') latencies.push(performance.now() - aborted);
    }
    // a poll comes every few ms; the bound leaves room for a busy machine and stays far below the rest of the call
    latencies.sort((a, b) => a - b);
    expect(latencies.length).toBeGreaterThanOrEqual(5);
    const median = latencies[latencies.length >> 1];
    const seen = `${latencies.map((ms) => ms.toFixed(1))} ms, whole call ${whole.toFixed(0)} ms`;
    expect(median, seen).toBeLessThan(Math.max(50, whole / 10));
    expect(await p.run(task('thread'), [])).toBe(before);
  });

  test('rejects queued work at once, and it never runs', async () => {
    const p = pool(1);
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const running = p.run(task('hold'), [gate]);
    while (Atomics.load(gate, 1) === 0) await sleep(1);
    const common = new Float64Array(new SharedArrayBuffer(8));
    const controller = new AbortController();
    const queued = Array.from({ length: 20 }, () =>
      refusal(p.run(task('writeFirst'), [common, 1], { signal: controller.signal })),
    );
    expect(p.queueDepth).toBe(20);
    controller.abort();
    for (const error of await Promise.all(queued)) expect(error.code).toBe('CANCELLED'); // the worker is still held
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect(await running).toBe(await p.run(task('thread'), []));
    expect(common[0]).toBe(0);
  });

  test('before the start refuses without a worker', async () => {
    const p = pool(1);
    expect((await refusal(p.run(task('thread'), [], { signal: AbortSignal.abort() }))).code).toBe('CANCELLED');
  });

  test('in a storm: every task ends in a result or CANCELLED, and no worker is replaced', async () => {
    const p = pool(2);
    const mesh = shareMesh(torus(200, 100));
    const gates = [0, 1].map(() => new Int32Array(new SharedArrayBuffer(8)));
    const held = gates.map((gate) => p.run<number>(task('hold'), [gate]));
    for (const gate of gates) while (Atomics.load(gate, 1) === 0) await sleep(1);
    for (const gate of gates) {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    }
    const before = new Set(await Promise.all(held));
    expect(before.size).toBe(2);

    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const outcomes = await Promise.all(
      Array.from({ length: 400 }, async () => {
        const controller = new AbortController();
        const run = p.run(verb('inspect'), [mesh, {}], { signal: controller.signal }).then(
          () => 'done',
          (error: SimwrightError) => error.code,
        );
        setTimeout(() => controller.abort(), random() * 600);
        return run;
      }),
    );
    const count = (what: string) => outcomes.filter((outcome) => outcome === what).length;
    expect(count('done') + count('CANCELLED')).toBe(400);
    expect(count('CANCELLED')).toBeGreaterThan(0);
    const after = await Promise.all(Array.from({ length: 40 }, () => p.run<number>(task('thread'), [])));
    for (const id of after) expect(before).toContain(id);
  });
});

describe('a lost worker', () => {
  test('costs its own task only', async () => {
    const p = pool(2);
    const outcomes = await Promise.allSettled([
      p.run(task('echo'), [1]),
      p.run(task('exit'), []),
      p.run(task('echo'), [2]),
      p.run(task('echo'), [3]),
    ]);
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'WORKER_LOST' });
    expect(await p.run(task('echo'), ['still here'])).toBe('still here');
  });

  test('that ran out of memory says so, and the pool lives on', async () => {
    const p = pool(1);
    // the default heap of a worker is large: run in a child whose workers get little
    const child = spawnSync(
      process.execPath,
      [
        '--max-old-space-size=64',
        '--input-type=module',
        '-e',
        `import { Pool } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
         const p = new Pool({ workers: 1 });
         const code = await p.run({ module: ${JSON.stringify(module)}, name: 'exhaust' }, []).catch((e) => e.code);
         const echo = await p.run({ module: ${JSON.stringify(module)}, name: 'echo' }, ['alive']);
         console.log(code, echo);
         await p.close();`,
      ],
      { encoding: 'utf8', timeout: 50_000 },
    );
    expect(child.stdout.trim().split('\n').at(-1), child.stderr).toBe('OUT_OF_MEMORY alive');
    expect(await p.run(task('echo'), [1])).toBe(1);
  });
});

describe('closing', () => {
  test('ends running native work quickly, rejects everything, and refuses what comes later', async () => {
    const p = pool(1);
    const mesh = shareMesh(torus(2000, 1000));
    const running = refusal(p.run(verb('inspect'), [mesh, {}]));
    const queued = refusal(p.run(task('echo'), [1]));
    await sleep(150);
    await p.close();
    expect(['CANCELLED', 'WORKER_LOST']).toContain((await running).code);
    expect(['CANCELLED', 'WORKER_LOST']).toContain((await queued).code);
    expect((await refusal(p.run(task('echo'), [1]))).code).toBe('WORKER_LOST');
  });

  test('is not needed for the process to end', () => {
    const code = `import { inspect } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
      const r = await inspect({ positions: new Float64Array(${JSON.stringify([...cube().positions])}), indices: new Uint32Array(${JSON.stringify([...cube().indices])}) });
      console.log(r.closedness);`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(child.stdout.trim(), child.stderr).toBe('closed');
    expect(child.status).toBe(0);
  });

  test('300 times during native calls never takes the process down', { timeout: 240_000 }, () => {
    const script = fileURLToPath(new URL('./fixtures/terminate.mjs', import.meta.url));
    const child = spawnSync(process.execPath, [script, '300'], { encoding: 'utf8', timeout: 230_000 });
    expect(child.signal, child.stderr).toBe(null);
    expect(child.status, child.stderr).toBe(0);
    expect(JSON.parse(child.stdout)).toEqual({ pools: 300, lost: 600, other: 0 });
  });
});
