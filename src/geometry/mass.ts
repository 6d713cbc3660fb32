import { SimwrightError } from '../errors.js';
import { checkMesh, checkNumber, type Mesh, type Vec3 } from './mesh.js';
import { type CancelWords, type NativeMass, native } from './native.js';

/**
 * How the moments were found; where bodies were treated differently, the one that gave most of the volume:
 * - `exact`: closed surface, divergence theorem; exact up to rounding (also when the whole surface was inside out);
 * - `exact_after_repair`: closed once doubled triangles went or windings were turned; solids inside solids count once;
 * - `joined`: closed bodies that overlap; the divergence theorem less what columns find covered more than once;
 * - `holes_closed`: small holes (up to 12 % of the area) capped in the direction of the surface around them;
 * - `columns`: wide openings; what columns along three axes find inside, where the three agree within 15 % of the volume
 *   and at most a quarter of the columns pass through holes;
 * - `shell`: sheets; plates of a thickness on every triangle, measured where two sheets face each other.
 */
export type MassMethod = 'exact' | 'exact_after_repair' | 'joined' | 'holes_closed' | 'columns' | 'shell';

/** One of `density` and `mass` is needed, not both. */
export interface MassOptions {
  /** kg/m3, up to 1e6. */
  density?: number;
  /** kg, up to 1e12. */
  mass?: number;
  /** Metres; thickness of the plates where the surface can only be a shell and its walls cannot be measured. Default 0.002. */
  thickness?: number;
  /**
   * The surface is a skin, whatever it encloses: plates of the thickness on every triangle, inside and outside of a
   * double wall alike; method `shell`. Not with assumeClosed. Default false.
   */
  plates?: boolean;
  /**
   * You vouch that the surface is closed, consistently wound and nowhere doubled (such as `clean` gives when all bodies
   * are closed): no repair and no check, the divergence theorem alone. Default false.
   */
  assumeClosed?: boolean;
}

/** Symmetric; products are tensor entries, -integral of x*y dm. */
export interface InertiaTensor {
  xx: number;
  yy: number;
  zz: number;
  xy: number;
  xz: number;
  yz: number;
}

export interface MassProperties {
  /** Of the solid; for a shell, of the plates. */
  volume_m3: number;
  /** Of the triangles that count, both sides of a double wall. */
  area_m2: number;
  mass_kg: number;
  /** mass / volume. */
  density_kg_m3: number;
  /** In the mesh's frame. */
  center_of_mass_m: Vec3;
  /** About the centre of mass, mesh axes. */
  inertia_kg_m2: InertiaTensor;
  /** Ascending; each at most the sum of the other two. */
  principal_moments_kg_m2: Vec3;
  /** Rotation from principal to mesh axes, unit, w >= 0. */
  principal_axes_xyzw: [number, number, number, number];
  method: MassMethod;
  /**
   * 0..1, 1 / (1 + e / 0.03) with e the relative error to expect, calibrated on planted defects: 1 exact, 0.9 for 0.3 %,
   * 0.5 for 3 %, 0.25 for a shell of a guessed thickness. About the shape only: density is the caller's.
   */
  confidence: number;
  /** `given`: the mass was given. `mesh_density`: volume x density. */
  provenance: 'given' | 'mesh_density';
  /** Plain words for people. */
  reason: string;
  /** What led to the method. */
  signals: {
    /** The whole surface was wound inward: a solid wound wrongly, or a room seen from within. The volume is its size. */
    inside_out: boolean;
    bodies: number;
    closed_bodies: number;
    /** Closed bodies inside a solid, not counted twice. */
    nested_ignored: number;
    /** Where the volume comes from: closed bodies, bodies with capped holes, columns, plates. Sums to 1. */
    volume_shares: { exact: number; capped: number; columns: number; plates: number };
    /** |sum of area vectors| / area: 0 when closed. */
    closure_gap: number;
    /** Holes that were capped. */
    holes: number;
    /** Of more than 7 sides: not just a missing triangle or two. */
    wide_holes: number;
    /** Area of the flat caps over that of the surface they close. */
    cap_share: number;
    /** Volume between curved caps and flat ones, over the volume. */
    cap_bulge: number;
    /** Volume that more than one body covers, over the volume (counted once); its spread over three axes. */
    overlap_share: number;
    overlap_spread: number;
    /** Area of open crumbs beside a solid that were left out, over the area. */
    loose_share: number;
    /** Share of columns that met a hole, 0 if none were cast. */
    bad_columns: number;
    /** (largest - smallest) / middle volume over the three axes, 0 if none were cast. */
    axis_spread: number;
    /** What columns find inside the surface as it is, m3; null if none were cast (exact methods). */
    column_volume_m3: number | null;
    /** |volume by columns / volume - 1|, or null. */
    disagreement: number | null;
    /** Volume over that of the convex hull; null for exact methods, which do not ask. */
    hull_ratio: number | null;
    /** Metres, of the plates; null without any. */
    thickness_m: number | null;
    thickness_measured: boolean;
  };
}

/**
 * Volume, mass, centre of mass and inertia of a mesh as a body of one density. The mesh is cleaned first (on a copy, see
 * `clean`) unless a quick check proves it closed, consistently wound and nowhere doubled; closed bodies are integrated
 * exactly about the box centre, open ones by the methods that `MassMethod` names, each body by its own. The physical
 * inequalities hold for every result. O(n log n), O(n) where nothing is to repair; deterministic.
 * @throws ARGUMENT, MESH_DEGENERATE if nothing has area, what `inspect` throws, CANCELLED
 * @example massProperties({ positions, indices }, { density: 700 }).center_of_mass_m
 */
export function massProperties(mesh: Mesh, options: MassOptions, cancel?: CancelWords): MassProperties {
  checkMesh(mesh);
  const given = options?.mass !== undefined;
  if (given === (options?.density !== undefined))
    throw new SimwrightError('ARGUMENT', 'expected either density or mass, received both or neither');
  const r = native.mass(
    mesh.positions,
    mesh.indices,
    {
      density: checkNumber('density', options.density, 0, Number.MIN_VALUE, 1e6),
      mass: checkNumber('mass', options.mass, 0, Number.MIN_VALUE, 1e12),
      thickness: checkNumber('thickness', options.thickness, 0.002, Number.MIN_VALUE, 1e3),
      plates: options.plates ?? false,
      assumeClosed: options.assumeClosed ?? false,
    },
    cancel,
  );
  const [xx, yy, zz, xy, xz, yz] = r.tensor as unknown as [number, number, number, number, number, number];
  return {
    volume_m3: r.volume,
    area_m2: r.area,
    mass_kg: r.mass,
    density_kg_m3: r.density,
    center_of_mass_m: r.centerOfMass,
    inertia_kg_m2: { xx, yy, zz, xy, xz, yz },
    principal_moments_kg_m2: r.principal,
    principal_axes_xyzw: Array.from(r.axes) as [number, number, number, number],
    method: r.method as MassMethod,
    confidence: r.confidence,
    provenance: given ? 'given' : 'mesh_density',
    reason: options.plates ? 'taken as a skin: thin plates on every triangle' : reason(r),
    signals: {
      inside_out: r.insideOut,
      bodies: r.bodies,
      closed_bodies: r.closedBodies,
      nested_ignored: r.nestedIgnored,
      volume_shares: { exact: r.exactShare, capped: r.cappedShare, columns: r.columnsShare, plates: r.platesShare },
      closure_gap: r.closureGap,
      holes: r.holes,
      wide_holes: r.wideHoles,
      cap_share: r.capShare,
      cap_bulge: r.capBulge,
      overlap_share: r.overlapShare,
      overlap_spread: r.overlapSpread,
      loose_share: r.looseShare,
      bad_columns: r.badColumns,
      axis_spread: r.axisSpread,
      column_volume_m3: r.columnVolume || null,
      disagreement: r.columnVolume > 0 ? Math.abs(r.columnVolume / r.volume - 1) : null,
      hull_ratio: r.hullRatio || null,
      thickness_m: r.thickness || null,
      thickness_measured: r.thicknessMeasured,
    },
  };
}

function reason(r: NativeMass): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const open = `${r.bodies - r.closedBodies} of ${r.bodies} bodies are open`;
  const notes = [
    r.insideOut ? 'it was inside out' : '',
    r.nestedIgnored > 0 ? `${r.nestedIgnored} solids inside solids count once` : '',
  ].filter(Boolean);
  const shares: [string, number][] = [
    ['closed bodies', r.exactShare],
    ['bodies with capped holes', r.cappedShare],
    ['columns', r.columnsShare],
    ['plates', r.platesShare],
  ];
  if (shares.filter(([, share]) => share > 0).length > 1)
    notes.push(
      `of the volume ${shares
        .filter(([, share]) => share > 0)
        .map(([name, share]) => `${percent(share)} from ${name}`)
        .join(', ')}`,
    );
  if (r.overlapShare > 0) notes.push(`${percent(r.overlapShare)} covered by more than one body, counted once`);
  if (r.looseShare > 0) notes.push(`open crumbs with ${percent(r.looseShare)} of the area left out`);
  const also = notes.length > 0 ? `; ${notes.join('; ')}` : '';
  const plates = `plates of ${r.thickness.toPrecision(3)} m${r.thicknessMeasured ? ', as measured between facing sheets' : ''}`;
  switch (r.method as MassMethod) {
    case 'exact':
      return `the surface is closed: exact integral${also}`;
    case 'exact_after_repair':
      return `the surface is closed after repair: exact integral${also}`;
    case 'joined':
      return `closed bodies overlap: exact integral less what columns find covered twice${also}`;
    case 'holes_closed':
      return `${open}: ${r.holes} holes capped (${percent(r.capShare)} of the area), then integrated${also}`;
    case 'columns':
      return `${open}: integrated along columns on three axes, which agree within ${percent(r.axisSpread)}; ${percent(r.badColumns)} of the columns met a hole${also}`;
    case 'shell':
      return r.bodies === r.closedBodies
        ? `the surface is closed but holds no volume: ${plates}${also}`
        : `${open} and enclose no certain volume: ${plates}${also}`;
  }
}
