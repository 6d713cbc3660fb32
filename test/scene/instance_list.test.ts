import { describe, expect, it } from 'vitest';
import { isoDate, outputDate } from '../../src/scene/dates.js';
import { impossible } from '../../src/steps/regen3d/instance_list.js';

const inertial = (ixx: number, iyy: number, izz: number, rest: object = {}) => ({
  mass: 1,
  ixx,
  iyy,
  izz,
  ixy: 0,
  ixz: 0,
  iyz: 0,
  ...rest,
});

describe('published inertials', () => {
  it.each([
    ['a cube', inertial(1, 1, 1)],
    ['a flat plate, exactly on the bound', inertial(0.1, 0.2, 0.3)],
    ['a rod', inertial(0.5, 0.5, 1e-6)],
    ['a turned rod, products and all', inertial(0.5, 0.5, 1, { ixy: -0.5 })],
  ])('%s is possible', (_, i) => expect(impossible(i)).toBeUndefined());

  it.each([
    ['no moments', inertial(0, 0, 0), /positive/],
    ['a negative moment', inertial(-1, 1, 1), /positive/],
    ['one moment over the sum of the others', inertial(0.1, 0.2, 0.31), /triangle/],
    ['products too large for the moments', inertial(1, 1, 1, { ixy: 0.6 }), /triangle/],
    ['no mass', inertial(1, 1, 1, { mass: 0 }), /mass/],
    ['NaN', inertial(Number.NaN, 1, 1), /positive/],
  ])('%s is not', (_, i, why) => expect(impossible(i)).toMatch(why));
});

describe('dates', () => {
  it.each([
    ['0', '1970-01-01T00:00:00Z'],
    ['1700000000', '2023-11-14T22:13:20Z'],
    ['2026-02-03', '2026-02-03T00:00:00Z'],
    ['2026-02-03T04:05:06', '2026-02-03T04:05:06Z'],
    ['2026-02-03T04:05:06.789+02:00', '2026-02-03T02:05:06Z'],
    ['2026-02-03 04:05', '2026-02-03T04:05:00Z'],
    ['2026-13-03', undefined],
    ['Feb 3, 2026', undefined],
    ['today', undefined],
    ['', undefined],
    ['99999999999999999999', undefined],
  ])('%j is %j', (text, date) => expect(isoDate(text)).toBe(date));

  it('takes the first that is one', () => {
    expect(outputDate(undefined, 'soon')).toBe('1970-01-01T00:00:00Z');
    expect(outputDate('1', '2026-01-01')).toBe('1970-01-01T00:00:01Z');
  });
});
