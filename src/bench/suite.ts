/** What a benchmark suite is given, and the rows it gives back. */
import type { Mesh } from '../geometry/mesh.js';
import type { Peers } from './peers.js';

/** One measurement of ours beside one of a peer, on the same input in the same run. */
export interface Row {
  /** What was done to what: `mass sphere`, `hull embodiedgen_knife.glb`. */
  case: string;
  /** Triangles of the input; null where that says nothing. */
  triangles: number | null;
  /** Ours: the fastest of several runs, in milliseconds. */
  ours_ms: number;
  /** Name and version of the peer; null when there is none to compare with. */
  peer: string | null;
  peer_ms: number | null;
  /** peer_ms / ours_ms: above 1 we are faster. */
  ratio: number | null;
  /** Quality beside the speed, or what to know about the number. */
  note: string;
}

/** How cost grows with size: time ~ triangles^exponent, fitted over one series of like shapes. */
export interface Growth {
  series: string;
  ours: number;
  peer: string | null;
  peer_exponent: number | null;
}

export interface SuiteResult {
  rows: Row[];
  growth: Growth[];
  /** What was skipped and why, and how to read the numbers. */
  notes: string[];
}

export interface NamedMesh {
  name: string;
  /** Same shape at different sizes; null for single meshes. */
  series: string | null;
  /** Welded, float32 positions. */
  mesh: Mesh;
}

export interface SuiteContext {
  /** Fewer and smaller cases: shows that everything works, not how fast it is. */
  quick: boolean;
  peers: Peers;
  /** Folder of the development data, or null. */
  data: string | null;
  /** Folder for tables and plots of the suite's own, or null: the rows are kept by the runner. */
  out: string | null;
  /** Empty folder for this suite's files; removed afterwards. */
  scratch: string;
  /** Times a function: milliseconds of its fastest run. */
  best(run: () => unknown): number;
  bestAsync(run: () => Promise<unknown>): Promise<number>;
  /** Told what is being measured. */
  log(line: string): void;
}

export interface Suite {
  name: string;
  /** One line: what is compared with what. */
  about: string;
  run(context: SuiteContext): Promise<SuiteResult>;
}

export function row(
  name: string,
  triangles: number | null,
  ours: number,
  peer?: { name: string; ms: number },
  note = '',
): Row {
  return {
    case: name,
    triangles,
    ours_ms: ours,
    peer: peer?.name ?? null,
    peer_ms: peer?.ms ?? null,
    ratio: peer ? peer.ms / ours : null,
    note,
  };
}
