import { describe, expect, it } from 'vitest';
import { inferRoles, type RoleInput } from '../../src/scene/roles.js';

type Vec3 = [number, number, number];
/** A box with its lowest corner at `at`. */
function box(at: Vec3, size: Vec3, rest: Partial<RoleInput> = {}): RoleInput {
  const max = at.map((x, i) => x + size[i]) as Vec3;
  return { bounds: { min: at, max }, size, up: 2, level: 2 * size[0] * size[1], ...rest };
}
const floor = box([0, 0, -0.1], [6, 5, 0.1]);
const table = box([1, 1, 0], [1.4, 0.8, 0.75]);
const chair = box([3, 1, 0], [0.45, 0.45, 0.9]);
const mug = box([1.5, 1.3, 0.752], [0.1, 0.1, 0.1]);
const room = [floor, table, chair, mug];
const roleOf = (object: RoleInput, others: RoleInput[] = room) => inferRoles([...others, object]).decisions.at(-1)!;

describe('roles from geometry alone', () => {
  it('keeps the floor and moves what stands on it', () => {
    const { decisions, floor: height } = inferRoles(room);
    expect(decisions.map((d) => d.role)).toEqual(['static', ...Array(3).fill('manipulable_object')]);
    expect(height).toBe(0);
    expect(decisions.every((d) => d.unsupported === undefined)).toBe(true);
  });

  it.each<[string, RoleInput, RegExp]>([
    ['a wall', box([0, 5, 0], [6, 0.1, 2.6]), /wall/],
    ['a column', box([5, 4, 0], [0.5, 0.5, 2.9]), /column/],
    ['a room shell', box([-0.1, -0.1, -0.1], [6.2, 5.2, 2.7], { level: 60 }), /encloses/],
    ['a ceiling', box([0, 0, 2.6], [6, 5, 0.1]), /above/],
    ['a ceiling lamp', box([3, 3, 2.3], [0.3, 0.3, 0.2]), /hangs/],
    ['a picture', box([2, 4.95, 1.4], [0.6, 0.04, 0.4]), /hangs on a wall/],
    ['a long counter', box([0, 4, 0], [4.2, 0.6, 0.9]), /larger than furniture/],
  ])('%s is static', (_, object, reason) => {
    const decision = roleOf(object);
    expect(decision.role).toBe('static');
    expect(decision.reason).toMatch(reason);
  });

  it('fixes what hangs on nothing and touches a wall', () => {
    const wall = box([0, 5, 0], [6, 0.1, 2.6]);
    const knob = box([2, 4.9, 1], [0.1, 0.1, 0.1]);
    expect(roleOf(knob, [...room, wall]).role).toBe('static');
    expect(roleOf(knob, room)).toMatchObject({ role: 'manipulable_object', unsupported: 1 });
  });

  it.each<[string, RoleInput]>([
    ['a tall cupboard', box([5, 0, 0], [1, 0.7, 2.57])],
    ['a sofa', box([3, 3, 0], [2.7, 0.95, 1.1])],
    ['a book on a shelf 2.1 m up', box([1.2, 1.2, 2.1], [0.2, 0.15, 0.03])],
  ])('%s is movable', (_, object) => {
    const shelf = box([1, 1, 0], [1, 0.4, 2.11]);
    expect(roleOf(object, [...room, shelf]).role).toBe('manipulable_object');
  });

  it('does not take a ring for a floor', () => {
    const skirting = box([0, 0, 0], [6, 5, 0.3], { level: 0.5 });
    const decisions = inferRoles([skirting, table, chair, mug]);
    expect(decisions.floor).toBe(0);
    expect(decisions.decisions[0].reason).toMatch(/larger than furniture/);
  });

  it('judges a turned wall by its own thickness', () => {
    const turned = box([0, 0, 0], [3.6, 3.6, 2.6], { size: [5, 0.1, 2.6], level: 1 });
    expect(roleOf(turned).reason).toMatch(/like a wall/);
  });

  it('sets far things apart, and the rest keeps its floor', () => {
    const away = box([1, 1, 343582], [0.2, 0.2, 0.05]);
    const scene = inferRoles([...room, away]);
    expect(scene.decisions.at(-1)).toMatchObject({ far: true, role: 'manipulable_object' });
    expect(scene.room.max[2]).toBeLessThan(2);
    expect(scene.floor).toBe(0);
  });

  it('does not depend on the order', () => {
    const objects = [...room, box([0, 5, 0], [6, 0.1, 2.6]), box([3, 3, 2.3], [0.3, 0.3, 0.2])];
    const forward = inferRoles(objects).decisions;
    expect(inferRoles(objects.toReversed()).decisions.toReversed()).toEqual(forward);
  });

  it('takes a lone object as movable', () => {
    expect(inferRoles([mug]).decisions[0].role).toBe('manipulable_object');
    expect(inferRoles([]).decisions).toEqual([]);
  });
});

describe('roles from words', () => {
  it.each([
    ['door', 'static'],
    ['security camera', 'static'],
    ['floor lamp', 'manipulable_object'],
    ['wall clock', 'manipulable_object'],
    ['camera', 'manipulable_object'],
    ['indoor plant', 'manipulable_object'],
    ['wallet', 'manipulable_object'],
    ['obj_3', 'manipulable_object'],
  ])('%s standing on the floor is %s', (name, role) => {
    expect(roleOf(box([4, 3, 0], [0.4, 0.3, 0.5], { name })).role).toBe(role);
  });

  it('lets geometry win over a word, and the input over both', () => {
    expect(roleOf(box([0, 5, 0], [6, 0.1, 2.6], { name: 'book' })).role).toBe('static');
    expect(roleOf(box([0, 5, 0], [6, 0.1, 2.6], { given: 'clutter' }))).toMatchObject({
      role: 'clutter',
      source: 'given',
    });
  });

  it('asks the category before the name', () => {
    expect(roleOf(box([4, 3, 0], [0.4, 0.3, 0.5], { category: 'chair', name: 'door_3' })).role).toBe(
      'manipulable_object',
    );
  });
});
