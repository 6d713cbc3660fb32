/** Seeded damage to files: the same seed gives the same bytes. */
export type Random = () => number;

/** mulberry32: 32 bits of state, uniform in 0..1. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(next: Random, list: readonly T[]): T => list[Math.floor(next() * list.length)];

/** One to eight byte-level faults: flips, hostile bytes, copied blocks, and (unless `keepLength`) cuts and repeats. */
export function mutateBytes(bytes: Uint8Array, next: Random, keepLength = false): Uint8Array {
  let data = Buffer.from(bytes);
  for (let faults = 1 + Math.floor(next() * 8); faults > 0 && data.length > 0; faults--) {
    const at = Math.floor(next() * data.length);
    const span = 1 + Math.floor(next() * Math.min(32, data.length - at));
    switch (Math.floor(next() * (keepLength ? 5 : 8))) {
      case 0:
      case 1:
        data[at] ^= 1 << Math.floor(next() * 8);
        break;
      case 2:
        data[at] = pick(next, [0, 0x7f, 0x80, 0xff, 0x0a, 0x20, 0x2d, 0x2f, 0x39, 0x5c]);
        break;
      case 3:
        data.fill(pick(next, [0, 0xff]), at, Math.min(at + 4, data.length));
        break;
      case 4:
        data.copy(data, at, Math.floor(next() * data.length));
        break;
      case 5:
        data = data.subarray(0, at);
        break;
      case 6:
        data = Buffer.concat([data.subarray(0, at + span), data.subarray(at)]);
        break;
      default:
        data = Buffer.concat([data.subarray(0, at), data.subarray(at + span)]);
        break;
    }
  }
  return data;
}

const VALUES = [
  0,
  -1,
  1,
  2,
  3,
  255,
  65535,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  1e308,
  -1e308,
  0.5,
  null,
  'x',
  '',
  [],
  {},
  true,
  [0],
  5126,
  5125,
];

/** A copy of JSON with one to three members replaced, removed, doubled or moved. */
export function mutateJson(json: unknown, next: Random): unknown {
  const copy = structuredClone(json);
  for (let faults = 1 + Math.floor(next() * 3); faults > 0; faults--) {
    const places: [Record<string, unknown>, string][] = [];
    const visit = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return;
      for (const key of Object.keys(value)) {
        places.push([value as Record<string, unknown>, key]);
        visit((value as Record<string, unknown>)[key]);
      }
    };
    visit(copy);
    if (places.length === 0) return copy;
    const [owner, key] = pick(next, places);
    const kind = next();
    if (kind < 0.6) owner[key] = structuredClone(pick(next, VALUES));
    else if (kind < 0.75) {
      if (Array.isArray(owner)) owner.splice(Number(key), 1);
      else delete owner[key];
    } else if (kind < 0.85 && Array.isArray(owner)) owner.push(structuredClone(owner[Number(key)]));
    else {
      const [from, other] = pick(next, places);
      owner[key] = structuredClone(from[other]);
    }
  }
  return copy;
}
