import { describe, expect, it } from 'vitest';
import { crowdBox } from '../../src/steps/usd/surroundings.js';

const cube = (x: number, y: number, z: number) => ({
  min: [x, y, z] as [number, number, number],
  max: [x + 1, y + 1, z + 1] as [number, number, number],
});

describe('crowdBox', () => {
  it('holds the whole of an ordinary scene', () => {
    expect(crowdBox([cube(-3, 0, 0), cube(4, 0, 2), cube(0, 5, 1)])).toEqual({ min: [-3, 0, 0], max: [5, 6, 3] });
  });

  it('leaves out what is lost far away, in any direction', () => {
    const scene = [cube(0, 0, 0), cube(1, 0, 0), cube(0, 1, 0)];
    const lost = [cube(0, 0, 343_582), cube(-5000, 0, 0)];
    expect(crowdBox([...scene, ...lost])).toEqual(crowdBox(scene));
  });

  it('does not depend on the order', () => {
    const boxes = [cube(9, 0, 0), cube(1, 0, 500), cube(0, 1, 0), cube(4, 4, 4)];
    expect(crowdBox(boxes)).toEqual(crowdBox(boxes.toReversed()));
  });
});
