import { describe, expect, it } from 'vitest';
import { SUBSTANCES, surfaceFor, wordsOf } from '../../src/scene/materials.js';

describe('materials', () => {
  it.each([
    ['toilet', 'ceramic'],
    ['rocking chair', 'wood'],
    ['pineapple', 'food'],
    ['water bottle', 'plastic'],
    ['bottle of water', 'plastic'],
    ['environment', 'default'],
    ['unknown', 'default'],
    ['oil', 'liquid'],
    ['olive oil', 'liquid'],
    ['steel mug', 'steel'],
    ['mug', 'ceramic'],
    ['WoodenChair_03', 'wood'],
    ['books', 'paper'],
    ['shelves', 'wood'],
    ['kitchen knives', 'metal'],
    ['glass table', 'glass'],
    ['eye glasses', 'plastic'],
    ['TVStand', 'wood'],
    ['cast iron pan', 'cast_iron'],
    ['toilet paper', 'paper'],
    ['MagicCube_01_001', 'plastic'],
    ['obj_17', 'default'],
    ['', 'default'],
  ])('%s is %s', (name, material) => expect(surfaceFor({ name }).material).toBe(material));

  it('never takes a part of a word', () => {
    for (const name of [
      'microphone',
      'toilet',
      'environment',
      'pineapple',
      'rocking',
      'boil',
      'soiled',
      'pants',
      'ironing',
    ])
      expect(['electronics', 'liquid', 'metal', 'steel', 'stone']).not.toContain(surfaceFor({ name }).material);
  });

  it('asks the hint first, then the category, then the name', () => {
    expect(surfaceFor({ material_hint: 'glass', category: 'mug', name: 'steel' })).toMatchObject({
      material: 'glass',
      provenance: 'given',
    });
    expect(surfaceFor({ material_hint: '?', category: 'mug', name: 'steel' }).provenance).toBe('lexicon:mug');
    expect(surfaceFor({ category: 'thing', name: 'steel rod' }).provenance).toBe('lexicon:steel');
    expect(surfaceFor({}).provenance).toBe('default');
  });

  it('survives words that objects own', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) expect(surfaceFor({ name }).material).toBe('default');
  });

  it('splits names into words', () => {
    expect(wordsOf('BookshelfB_01-leftTVStand')).toEqual(['bookshelf', 'b', 'left', 'tv', 'stand']);
  });

  it('holds only possible substances', () => {
    for (const s of Object.values(SUBSTANCES)) {
      expect(s.density).toBeGreaterThan(0);
      expect(s.dynamicFriction).toBeLessThanOrEqual(s.staticFriction);
      expect(s.restitution).toBeGreaterThanOrEqual(0);
      expect(s.restitution).toBeLessThanOrEqual(1);
    }
  });
});
