import { SimwrightError } from '../errors.js';
import { checkMesh, checkNumber, type Mesh, type Vec3 } from './mesh.js';
import { type CancelWords, type NativeMass, native } from './native.js';

/**
 * How the moments were found:
 * - `exact`: closed surface, divergence theorem; exact up to rounding (also when the whole surface was inside out);
 * - `exact_after_repair`: closed once doubled triangles went or windings were turned; solids inside solids count once;
 * - `columns`: open surface; what columns along three axes find inside, where the three agree within 15 % of the volume
 *   and at most a quarter of the columns pass through holes;
 * - `shell`: sheets and wide openings; plates of a thickness on every triangle.
 */
export type MassMethod = 'exact' | 'exact_after_repair' | 'columns' | 'shell';

/** One of `density` and `mass` is needed, not both. */
export interface MassOptions {
  /** kg/m3, up to 1e6. */
  density?: number;
  /** kg, up to 1e12. */
  mass?: number;
  /** Metres; thickness of the plates where the surface can only be a shell. Default 0.002. */
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
   * 0..1: exact 1, after repair 0.95, inside out or nested 0.85; columns from 0.85 down to 0.4 by bad columns and
   * disagreement of the axes; shell 0.25. About the shape only: density and thickness are the caller's.
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
    /** |sum of area vectors| / area: 0 when closed. */
    closure_gap: number;
    /** Share of columns that met a hole, 0 if none were cast. */
    bad_columns: number;
    /** (largest - smallest) / middle volume over the three axes, 0 if none were cast. */
    axis_spread: number;
  };
}

/**
 * Volume, mass, centre of mass and inertia of a mesh as a body of one density. The mesh is cleaned first (on a copy, see
 * `clean`); closed surfaces are integrated exactly about the box centre, open ones by the methods that `MassMethod`
 * names. The physical inequalities hold for every result. O(n log n), with assumeClosed O(n); deterministic.
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
      closure_gap: r.closureGap,
      bad_columns: r.badColumns,
      axis_spread: r.axisSpread,
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
  const also = notes.length > 0 ? `; ${notes.join('; ')}` : '';
  switch (r.method as MassMethod) {
    case 'exact':
      return `the surface is closed: exact integral${also}`;
    case 'exact_after_repair':
      return `the surface is closed after repair: exact integral${also}`;
    case 'columns':
      return `${open}: integrated along columns on three axes, which agree within ${percent(r.axisSpread)}; ${percent(r.badColumns)} of the columns met a hole`;
    case 'shell':
      return r.bodies === r.closedBodies
        ? 'the surface is closed but holds no volume: thin plates'
        : `${open} and enclose no certain volume: thin plates on every triangle`;
  }
}
