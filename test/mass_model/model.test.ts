import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMass, type MassFacts, type MassWords } from '../../src/scene/mass_model/index.js';
import { DENSITIES, WALLS } from '../../src/scene/mass_model/substances.js';
import { THINGS, thingOf } from '../../src/scene/mass_model/thing_of.js';
import { SUBSTANCES, surfaceFor } from '../../src/scene/materials.js';

/** A closed box that is filled. */
const block = (x: number, y: number, z: number, more: Partial<MassFacts> = {}): MassFacts => ({
  volume_m3: x * y * z,
  area_m2: 2 * (x * y + y * z + z * x),
  hull_volume_m3: x * y * z,
  size_m: [x, y, z],
  method: 'exact',
  confidence: 1,
  ...more,
});

/** A closed thin wall: a box without top, walls of `wall`, both sides meshed. */
const openBox = (x: number, y: number, z: number, wall: number): MassFacts => {
  const one = x * y + 2 * (x + y) * z;
  return block(x, y, z, { volume_m3: one * wall, area_m2: 2 * one });
};

const choose = (facts: MassFacts, words: MassWords | string, given?: { mass_kg?: number }) => {
  const what = typeof words === 'string' ? { name: words } : words;
  return chooseMass(facts, what, surfaceFor(what), given);
};

describe('what the origin system weighed absurdly', () => {
  it.each([
    // words, facts, plausible kg; what it weighed there in the comment
    ['fridge', block(0.7, 0.7, 1.8), 50, 150], // 1000 (clamped)
    ['refrigerator', block(0.9, 0.75, 1.8), 70, 180],
    ['toilet', block(0.38, 0.7, 0.75, { volume_m3: 0.1, hull_volume_m3: 0.13 }), 15, 60], // 210, of liquid
    ['steel pan', block(0.28, 0.45, 0.06, { volume_m3: 0.0033, area_m2: 0.2, hull_volume_m3: 0.004 }), 0.5, 4.5], // 42
    ['rocking chair', block(0.65, 0.9, 1.1, { volume_m3: 0.37, hull_volume_m3: 0.4 }), 4, 25], // 1000
    ['wooden chair', block(0.5, 0.5, 0.9, { volume_m3: 0.2, hull_volume_m3: 0.21 }), 2.5, 20], // 252
    ['counter', block(2.4, 0.65, 0.9), 60, 400], // 1000
    ['kitchen counter', block(2.4, 0.65, 0.9), 60, 400],
    ['mug', block(0.12, 0.09, 0.1, { volume_m3: 0.0006, area_m2: 0.045, hull_volume_m3: 0.00075 }), 0.1, 0.6], // 1.54
  ])('%s', (words, facts, low, high) => {
    const choice = choose(facts, words);
    expect(choice.mass_kg).toBeGreaterThan(low);
    expect(choice.mass_kg).toBeLessThan(high);
    expect(choice.range_kg[0]).toBeLessThanOrEqual(choice.mass_kg);
    expect(choice.range_kg[1]).toBeGreaterThanOrEqual(choice.mass_kg);
    expect(choice.flags).toEqual([]);
    expect(choice.plausible).toBe(true);
  });

  it('knows things by whole words', () => {
    const kind = (name: string) => thingOf({ name })?.thing.name;
    expect(kind('toilet')).toBe('toilet');
    expect(kind('microphone')).toBe('microphone');
    expect(kind('rocking chair')).toBe('chair');
    expect(kind('pineapple')).toBe('pineapple');
    expect(kind('environment')).toBeUndefined();
    expect(kind('water bottle')).toBe('bottle');
    expect(kind('bottle of water')).toBe('bottle');
    expect(kind('book shelf')).toBe('shelf');
    expect(kind('TennisBall_03')).toBe('tennis ball');
    expect(kind('toy truck')).toBe('toy');
    expect(thingOf({ category: 'mug', name: 'blue table' })?.thing.name).toBe('mug');
    expect(thingOf({ category: 'ball', name: 'golf ball' })?.thing.name).toBe('golf ball');
    for (const name of ['__proto__', 'constructor', '']) expect(kind(name)).toBeUndefined();
  });
});

describe('mass model', () => {
  it('measures walls where the mesh has them', () => {
    const mug = choose(openBox(0.08, 0.08, 0.09, 0.004), 'ceramic mug');
    expect(mug).toMatchObject({ model: 'shell', provenance: 'mesh_density', distribution: 'volume' });
    expect(mug.wall_m).toBeCloseTo(0.004, 12);
    expect(mug.mass_kg).toBeCloseTo(2400 * 0.004 * (0.0064 + 4 * 0.08 * 0.09), 9);
  });

  it('does not believe walls that the material cannot have', () => {
    const thin = choose(openBox(0.16, 0.16, 0.055, 0.0003), 'ceramic bowl');
    expect(thin).toMatchObject({ model: 'shell', provenance: 'typical_wall' });
    expect(thin.wall_m).toBeGreaterThan(0.003);
    const thick = choose(openBox(0.3, 0.3, 0.05, 0.012), 'steel pan');
    expect(thick.wall_m).toBeLessThan(0.003);
    expect(thick.reason).toContain('12 mm');
  });

  it('takes a filled hollow for its skin', () => {
    const pitcher = choose(block(0.12, 0.12, 0.24), 'pitcher');
    expect(pitcher).toMatchObject({ model: 'shell', provenance: 'typical_wall', distribution: 'plates' });
    expect(pitcher.mass_kg).toBeLessThan(0.6);
    expect(pitcher.alternatives).toMatchObject([{ model: 'solid' }]);
    expect(pitcher.alternatives[0].mass_kg).toBeGreaterThan(3);
  });

  it('fills packages with what their words say, and keeps the empty one as an alternative', () => {
    const sugar = choose(block(0.04, 0.09, 0.175), 'sugar box');
    expect(sugar.model).toBe('container');
    expect(sugar.mass_kg).toBeGreaterThan(0.35);
    expect(sugar.alternatives[0]).toMatchObject({ model: 'shell' });
    expect(sugar.alternatives[0].mass_kg).toBeLessThan(0.06);
    const box = choose(block(0.4, 0.3, 0.3), 'cardboard box');
    expect(box.model).toBe('shell');
    expect(box.range_kg[1] / box.range_kg[0]).toBeGreaterThan(10); // empty or full: nobody knows
    expect(choose(block(0.065, 0.065, 0.2), 'bottle of water').range_kg[0]).toBeGreaterThan(0.5);
  });

  it('weighs furniture by its boards where they are modelled, else by its hull', () => {
    const boards = block(0.45, 0.5, 0.9, { volume_m3: 0.007, area_m2: 1.6, hull_volume_m3: 0.13 });
    const chair = choose(boards, 'wooden chair');
    expect(chair).toMatchObject({ model: 'furniture', provenance: 'mesh_density', distribution: 'volume' });
    expect(chair.mass_kg).toBeCloseTo(0.007 * 700, 9);
    const cupboard = choose(block(0.8, 0.4, 0.8), 'cupboard');
    expect(cupboard).toMatchObject({ model: 'furniture', provenance: 'class_bulk', distribution: 'plates' });
    expect(cupboard.mass_kg).toBeGreaterThan(12);
    expect(cupboard.mass_kg).toBeLessThan(45);
    expect(cupboard.fill).toBeCloseTo(cupboard.mass_kg / (700 * 0.8 * 0.4 * 0.8), 12);
  });

  it('takes grown things of plastic for hollow copies', () => {
    const ball = block(0.075, 0.075, 0.075, { volume_m3: 0.00022, area_m2: 0.0177, hull_volume_m3: 0.00022 });
    expect(choose(ball, 'apple').model).toBe('solid');
    expect(choose(ball, 'apple').mass_kg).toBeGreaterThan(0.15);
    expect(choose(ball, 'plastic apple')).toMatchObject({ model: 'shell' });
    expect(choose(ball, 'plastic apple').mass_kg).toBeLessThan(0.09);
  });

  it('takes a skin of what is never hollow for the whole', () => {
    // a cushion of 8 l whose scan has a second wall 1.5 mm inside
    const skin = block(0.34, 0.34, 0.1, { volume_m3: 0.00039, area_m2: 0.52, hull_volume_m3: 0.0083 });
    const cushion = choose(skin, 'fabric cushion');
    expect(cushion).toMatchObject({ model: 'solid', plausible: true });
    expect(cushion.mass_kg).toBeGreaterThan(0.15);
    expect(cushion.reason).toContain('never hollow');
    expect(cushion.alternatives).toHaveLength(1);
  });

  it('takes large unknown filled things for boards and air, and says how little it knows', () => {
    const thing = choose(block(1, 1, 1), 'obj_17');
    expect(thing).toMatchObject({ model: 'furniture', thing: null, plausible: null });
    expect(thing.confidence).toBeLessThan(0.15);
    expect(choose(block(1, 1, 1), 'granite').model).toBe('solid');
    expect(choose(block(0.05, 0.05, 0.05), 'steel').mass_kg).toBeLessThan(7850 * 0.05 ** 3);
  });

  it('flags what cannot be, and never clamps it', () => {
    const giant = choose(block(12, 9, 10), 'mug');
    expect(giant.flags.map(({ code }) => code)).toEqual(['mass.implausible', 'mass.size_implausible']);
    expect(giant.plausible).toBe(false);
    expect(giant.mass_kg).toBeGreaterThan(100);
    const tiny = choose(block(0.0018, 0.0007, 0.0007), 'fridge');
    expect(tiny.flags.map(({ code }) => code)).toContain('mass.implausible');
    expect(tiny.mass_kg).toBeLessThan(0.01);
  });

  it('keeps a given mass always, and flags an implausible one', () => {
    const facts = block(0.7, 0.7, 1.8);
    const right = choose(facts, 'fridge', { mass_kg: 80 });
    expect(right).toMatchObject({ model: 'given', provenance: 'given', mass_kg: 80, flags: [], confidence: 1 });
    expect(right.alternatives[0].model).toBe('assembly');
    const wrong = choose(facts, 'fridge', { mass_kg: 1000 });
    expect(wrong.mass_kg).toBe(1000);
    expect(wrong.flags.map(({ code }) => code)).toEqual(['mass.given_implausible']);
  });

  it('gives a finite positive mass within its range for every thing and any shape', () => {
    const side = fc.double({ min: 1e-4, max: 100, noNaN: true });
    const words = fc.constantFrom(...THINGS.flatMap((t) => t.words), '', 'steel', 'plastic box', 'juice', 'gravel');
    const method = fc.constantFrom('exact', 'exact_after_repair', 'columns', 'shell' as const);
    fc.assert(
      fc.property(
        side,
        side,
        side,
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        words,
        method,
        (x, y, z, s, w, m) => {
          const facts = block(x, y, z, { volume_m3: s * x * y * z, method: m as MassFacts['method'] });
          const choice = choose(facts, w);
          expect(Number.isFinite(choice.mass_kg) && choice.mass_kg > 0).toBe(true);
          expect(choice.mass_kg).toBeGreaterThanOrEqual(choice.range_kg[0] * (1 - 1e-12));
          expect(choice.mass_kg).toBeLessThanOrEqual(choice.range_kg[1] * (1 + 1e-12));
          expect(choice.confidence).toBeGreaterThanOrEqual(0);
          expect(choice.confidence).toBeLessThanOrEqual(1);
          for (const other of choice.alternatives) expect(other.mass_kg).toBeGreaterThan(0);
          expect(choose(facts, w)).toEqual(choice);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('tables', () => {
  it('hold the table value of every substance in its span, and possible walls', () => {
    for (const [name, [low, high]] of Object.entries(DENSITIES)) {
      const { density } = SUBSTANCES[name as keyof typeof SUBSTANCES];
      expect(density, name).toBeGreaterThanOrEqual(low);
      expect(density, name).toBeLessThanOrEqual(high);
    }
    for (const walls of Object.values(WALLS))
      for (const [low, high] of Object.values(walls)) {
        expect(low).toBeGreaterThan(5e-5);
        expect(high).toBeGreaterThan(low);
        expect(high).toBeLessThanOrEqual(0.04);
      }
  });

  it('say each word once and each span the right way round', () => {
    for (const { name, mass, size, build } of THINGS) {
      expect(mass[0], name).toBeLessThan(mass[1]);
      expect(size[0], name).toBeLessThan(size[1]);
      for (const span of Object.values(build)) if (Array.isArray(span)) expect(span[0], name).toBeLessThan(span[1]);
    }
    const all = THINGS.flatMap(({ words }) => words);
    expect(all.filter((word, i) => all.indexOf(word) !== i)).toEqual([]);
  });
});
