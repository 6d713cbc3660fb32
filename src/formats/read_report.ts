/**
 * What a reader notes while it works: refusals with their file, warnings gathered by code, and the triangle account.
 */
import { type ErrorCode, SimwrightError, type Warning } from '../errors.js';
import type { TriangleAccount } from './model.js';

export class ReadReport {
  readonly account: TriangleAccount = { read: 0, dropped: {}, kept: 0, notTriangles: 0 };
  private readonly byCode = new Map<string, Warning & { count: number }>();

  constructor(readonly file: string) {}

  /** The first message of a code is kept, counts add up: a million equal faults cost one entry. */
  warn(code: string, message: string, count = 1): void {
    const known = this.byCode.get(code);
    if (known) known.count += count;
    else this.byCode.set(code, { code, message, count });
  }

  drop(reason: string, triangles: number): void {
    if (triangles > 0) this.account.dropped[reason] = (this.account.dropped[reason] ?? 0) + triangles;
  }

  /** The error to throw when the file cannot be used. */
  refusal(code: ErrorCode, message: string, advice?: string): SimwrightError {
    return new SimwrightError(code, message, { file: this.file, ...(advice && { advice }) });
  }

  /** The refusal of a file without a usable triangle; names the first faults, which may be the reason. */
  nothingUsable(): SimwrightError {
    const { read, dropped, notTriangles } = this.account;
    const faults = this.warnings.slice(0, 3).map((warning) => warning.message);
    return this.refusal(
      dropped.not_finite ? 'MESH_NOT_FINITE' : 'MESH_EMPTY',
      `no usable triangles (${read} read, ${notTriangles} points, lines or other elements)` +
        (faults.length > 0 ? `; noticed: ${faults.join('; ')}` : ''),
    );
  }

  get warnings(): Warning[] {
    return [...this.byCode.values()];
  }
}
