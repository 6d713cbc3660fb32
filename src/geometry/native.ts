/**
 * The only loader of the native addon, and its JavaScript face. Every function is synchronous, checks its input again
 * (bad indices throw, they never read out of bounds) and throws errors with a `code` of `ERROR_CODES`.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { asSimwrightError, SimwrightError } from '../errors.js';

/** Cancel flag and progress: word 0 non-zero cancels, word 1 holds progress in thousandths. */
export type CancelWords = Int32Array;
type Positions = Float32Array | Float64Array;

export interface NativeInspection {
  triangles: number;
  vertices: number;
  weldedVertices: number;
  unusedVertices: number;
  components: number;
  collapsedTriangles: number;
  zeroAreaTriangles: number;
  duplicateTriangles: number;
  oppositeTwins: number;
  boundaryEdges: number;
  nonmanifoldEdges: number;
  orientationConflicts: number;
  boundaryLoops: number;
  coincidentShells: number;
  bodies: number;
  closedBodies: number;
  enclosedBodies: number;
  unorientableBodies: number;
  thicknessSamples: number;
  thicknessWalls: number;
  thicknessMin: number;
  thicknessMedian: number;
  thicknessMax: number;
  boundaryLength: number;
  area: number;
  signedVolume: number;
  closedness: string;
  min: [number, number, number];
  max: [number, number, number];
}

export interface NativeRays {
  origins: Float64Array;
  directions: Float64Array;
  tmin: number;
  tmax: number;
}

export interface NativeRayHits {
  t: Float64Array;
  triangles: Uint32Array;
  weights: Float64Array;
}

export interface NativePointDistances {
  distances: Float64Array;
  triangles: Uint32Array;
  nearest: Float64Array;
}

export interface NativeOneSided {
  mean: number;
  rms: number;
  max: number;
  samples: number;
  vertices: number;
}

export interface NativeMeshDistance {
  forward: NativeOneSided;
  backward: NativeOneSided;
  mean: number;
  max: number;
}

export interface NativeLayer {
  positions: Positions;
  indices: Uint32Array;
  normals?: Float32Array;
  uvs?: Float32Array;
  colors?: Float32Array;
  materials?: Uint32Array;
  overlay?: boolean;
  castsShadow?: boolean;
}

export interface NativePicture {
  width: number;
  height: number;
  rgba: Uint8Array;
  depth: Float32Array;
  distance: Float32Array;
  layer: Int32Array;
  triangle: Int32Array;
  overlaid?: Uint8Array;
  overlayDepth?: Float32Array;
}

export interface NativeCleaned {
  positions: Float64Array;
  indices: Uint32Array;
  sourceVertices: Uint32Array;
  sourceTriangles: Uint32Array;
  turned: Uint8Array;
  record: {
    mergedVertices: number;
    unusedVertices: number;
    collapsedTriangles: number;
    zeroAreaTriangles: number;
    zeroAreaKept: number;
    duplicateTriangles: number;
    oppositeTwins: number;
    doubleSidedTriangles: number;
    turnedTriangles: number;
    turnedBodies: number;
    turnedBodyTriangles: number;
    unorientableBodies: number;
    bodies: number;
    closedBodies: number;
    cavities: number;
    nestedBodies: number;
  };
}

export interface NativeHull {
  positions: Float64Array;
  indices: Uint32Array;
  source: Uint32Array;
  volume: number;
  area: number;
}

export interface NativeMass {
  volume: number;
  area: number;
  mass: number;
  density: number;
  centerOfMass: [number, number, number];
  /** xx yy zz xy xz yz */
  tensor: Float64Array;
  principal: [number, number, number];
  /** x y z w */
  axes: Float64Array;
  method: string;
  confidence: number;
  insideOut: boolean;
  bodies: number;
  closedBodies: number;
  nestedIgnored: number;
  exactShare: number;
  cappedShare: number;
  columnsShare: number;
  platesShare: number;
  closureGap: number;
  holes: number;
  wideHoles: number;
  capShare: number;
  capBulge: number;
  overlapShare: number;
  overlapSpread: number;
  looseShare: number;
  badColumns: number;
  axisSpread: number;
  columnVolume: number;
  hullRatio: number;
  thickness: number;
  thicknessMeasured: boolean;
}

export interface NativeLimitedHull {
  positions: Float64Array;
  indices: Uint32Array;
  volume: number;
  area: number;
  faces: number;
  largestFace: number;
  errorOut: number;
  errorIn: number;
  aspect: number;
  limited: boolean;
}

export interface NativePrimitive {
  center: [number, number, number];
  /** x y z w */
  rotation: Float64Array;
  size: [number, number, number];
  radius: number;
  height: number;
  volume: number;
  volumeRatio: number;
  errorOut: number;
  errorIn: number;
}

export interface NativeFit {
  sphere: NativePrimitive;
  capsule: NativePrimitive;
  box: NativePrimitive;
  cylinder: NativePrimitive;
  choice: string;
  tolerance: number;
  dimension: number;
  hullVolume: number;
  hullArea: number;
  hullVertices: number;
}

export interface NativeSolid {
  positions: Float64Array;
  indices: Uint32Array;
  cell: number;
  thickness: number;
  lattice: [number, number, number];
  sign: string;
  cleaned: boolean;
  sheetEdges: number;
  bridgedEdges: number;
  volume: number;
  area: number;
  distance?: NativeMeshDistance;
}

export interface NativeSimplified {
  positions: Float64Array;
  indices: Uint32Array;
  attributes: Float32Array;
  sourceTriangles: Uint32Array;
  collapsedTriangles: number;
  error: number;
  errorLower: number;
  stop: string;
}

export interface NativeRevealed {
  removed: Uint32Array;
  clusterOf: Uint32Array;
  clusters: {
    reason: string;
    wholeShell: boolean;
    firstTriangle: number;
    enclosedBy: number;
    triangles: number;
    area: number;
    rays: number;
  }[];
  shells: number;
  closedShells: number;
  candidates: number;
  area: number;
  removedArea: number;
  rays: number;
}

export interface Native {
  errorCodes(): string[];
  inspect(positions: Positions, indices: Uint32Array, cancel?: CancelWords): NativeInspection;
  /** Materials, textures and views as `src/geometry/render.ts` has them, views with their camera's fields beside them. */
  render(
    layers: NativeLayer[],
    materials: object[],
    textures: object[],
    views: object[],
    cancel?: CancelWords,
  ): NativePicture[];
  raycast(positions: Positions, indices: Uint32Array, rays: NativeRays, cancel?: CancelWords): NativeRayHits;
  occluded(positions: Positions, indices: Uint32Array, rays: NativeRays, cancel?: CancelWords): Uint8Array;
  pointDistance(
    positions: Positions,
    indices: Uint32Array,
    options: { points: Positions; maxDistance: number },
    cancel?: CancelWords,
  ): NativePointDistances;
  meshDistance(
    positions: Positions,
    indices: Uint32Array,
    otherPositions: Positions,
    otherIndices: Uint32Array,
    options: { samples: number; vertices: boolean },
    cancel?: CancelWords,
  ): NativeMeshDistance;
  clean(positions: Positions, indices: Uint32Array, cancel?: CancelWords): NativeCleaned;
  mass(
    positions: Positions,
    indices: Uint32Array,
    options: { density: number; mass: number; thickness: number; plates: boolean; assumeClosed: boolean },
    cancel?: CancelWords,
  ): NativeMass;
  hull(positions: Positions, indices: Uint32Array | undefined, cancel?: CancelWords): NativeHull;
  limitHull(
    positions: Positions,
    indices: Uint32Array | undefined,
    options: { maxVertices: number; maxFaces: number; maxFaceVertices: number; mode: string },
    cancel?: CancelWords,
  ): NativeLimitedHull;
  fit(
    positions: Positions,
    indices: Uint32Array | undefined,
    options: { tolerance: number; maxVolumeRatio: number },
    cancel?: CancelWords,
  ): NativeFit;
  solidify(
    positions: Positions,
    indices: Uint32Array,
    options: { resolution: number; thickness: number; samples: number },
    cancel?: CancelWords,
  ): NativeSolid;
  simplify(
    positions: Positions,
    indices: Uint32Array,
    options: {
      triangles: number;
      error: number;
      attributes?: Float32Array;
      attributeCount: number;
      normals: boolean;
      materials?: Uint32Array;
      roundToFloat: boolean;
    },
    cancel?: CancelWords,
  ): NativeSimplified;
  reveal(
    positions: Positions,
    indices: Uint32Array,
    options: {
      patches: boolean;
      rings: number;
      threads: number;
      transparent?: Uint8Array;
      materials?: Uint32Array;
      bodies?: Uint32Array;
    },
    cancel?: CancelWords,
  ): NativeRevealed;
}

/** Names of all exports; a test compares them with the addon. */
export const NATIVE_EXPORTS: readonly (keyof Native)[] = [
  'errorCodes',
  'inspect',
  'render',
  'raycast',
  'occluded',
  'pointDistance',
  'meshDistance',
  'clean',
  'mass',
  'hull',
  'limitHull',
  'fit',
  'solidify',
  'simplify',
  'reveal',
];

/** The same functions, whose errors are SimwrightErrors: of the core with its code, of wrong types ARGUMENT. */
function coded(addon: Record<string, (...args: unknown[]) => unknown>): Native {
  const wrap =
    (call: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      try {
        return call(...args);
      } catch (error) {
        if (error instanceof TypeError && !('code' in error)) throw new SimwrightError('ARGUMENT', error.message);
        throw asSimwrightError(error);
      }
    };
  return Object.fromEntries(Object.entries(addon).map(([name, call]) => [name, wrap(call)])) as unknown as Native;
}

function load(): Native {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  try {
    return coded(createRequire(import.meta.url)('node-gyp-build')(root));
  } catch (cause) {
    throw new SimwrightError(
      'NATIVE_LOAD',
      `no native addon for ${process.platform}-${process.arch}: ${(cause as Error).message.split('\n')[0]}`,
      { advice: 'in a clone run `npm run native`; from a package, this platform has no prebuild yet' },
      { cause },
    );
  }
}

export const native: Native = load();
