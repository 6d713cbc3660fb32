/**
 * One table of error codes, one error class, and how errors cross a thread.
 *
 * Codes of the geometry core are listed once in `native/core/error.h` and once here; a test compares the two. Structured
 * clone keeps `message` and `cause` of an Error but loses its class and its own fields, so a worker rethrows with
 * `toCause` and the main side rebuilds with `fromCause`.
 */

/** What a code means, and what its owner can do about it. */
export const ERROR_CODES = {
  // geometry core
  ARGUMENT: 'an option is out of its documented range',
  MESH_EMPTY: 'the mesh has no triangles or no vertices',
  MESH_INDEX: 'indices are not triangles, or point beyond the vertices',
  MESH_NOT_FINITE: 'a coordinate is NaN, infinite or beyond 1e15',
  MESH_DEGENERATE: 'the shape has no extent in a dimension the verb needs',
  MESH_TOO_LARGE: 'more elements than the stated limit',
  CANCELLED: 'the caller cancelled',
  OUT_OF_MEMORY: 'an allocation failed',
  INTERNAL: 'a bug in simwright: please report it with the input',
  // files and formats
  FILE_NOT_FOUND: 'the file or folder does not exist',
  FILE_UNREADABLE: 'the file exists but cannot be read',
  FILE_TOO_LARGE: 'the file, or what it claims to hold, is beyond the stated limit',
  FORMAT_UNKNOWN: 'no reader for this kind of file',
  FORMAT_INVALID: 'the file breaks the rules of its format',
  FORMAT_UNSUPPORTED: 'the file needs a feature or extension that is not supported',
  // scenes
  INPUT_UNKNOWN: 'the folder or file is none of the known kinds of input',
  INPUT_INVALID: 'a manifest, pose or bounds file breaks its contract',
  PATH_ESCAPE: 'a path leaves its scene folder',
  POSE_INVALID: 'a pose is not finite, singular, or not an affine matrix',
  SCENE_EMPTY: 'nothing in the scene could be used',
  // running
  STEP_INPUT: 'a file that an earlier step should have written is missing or invalid',
  OUTPUT_UNWRITABLE: 'an output could not be written',
  LOCKED: 'another run holds this scene',
  WORKER_LOST: 'a worker thread ended during the task',
  NATIVE_LOAD: 'the native addon could not be loaded',
  USAGE: 'wrong command line',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Where an error happened; every field is optional and says more. */
export interface ErrorContext {
  /** File the error is about, as the caller named it. */
  file?: string;
  /** Scene object or asset id. */
  object?: string;
  /** Step or stage, such as `simready/mass`. */
  stage?: string;
  /** What the user can do next. */
  advice?: string;
}

/** Every refusal of simwright: a code, what was expected and found, and where. */
export class SimwrightError extends Error {
  override readonly name = 'SimwrightError';
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.context = context;
  }

  /** The same error with more context; fields already known win. */
  at(context: ErrorContext): SimwrightError {
    return new SimwrightError(this.code, this.message, { ...context, ...this.context }, { cause: this.cause });
  }

  toJSON(): ErrorRecord {
    return { code: this.code, message: this.message, ...this.context };
  }
}

/** How an error is written into reports. */
export interface ErrorRecord extends ErrorContext {
  code: ErrorCode;
  message: string;
}

/** Any thrown value as a SimwrightError. Codes of the core and of Node's file system are kept; the rest is INTERNAL. */
export function asSimwrightError(thrown: unknown, context: ErrorContext = {}): SimwrightError {
  if (thrown instanceof SimwrightError) return thrown.at(context);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && code in ERROR_CODES)
    return new SimwrightError(code as ErrorCode, error.message, context, { cause: error });
  if (code === 'ENOENT') return new SimwrightError('FILE_NOT_FOUND', error.message, context, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ELOOP')
    return new SimwrightError('FILE_UNREADABLE', error.message, context, { cause: error });
  if (code === 'ENOSPC' || code === 'EROFS' || code === 'EDQUOT')
    return new SimwrightError('OUTPUT_UNWRITABLE', error.message, context, { cause: error });
  if (error instanceof RangeError && /allocation|array length|buffer/i.test(error.message))
    return new SimwrightError('OUT_OF_MEMORY', error.message, context, { cause: error });
  return new SimwrightError('INTERNAL', error.message, context, { cause: error });
}

/** A cause as plain data: what structured clone would lose (class, code) or refuse (functions) is gone or kept as text. */
interface CauseRecord {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: CauseRecord;
}

function causeRecord(cause: unknown, depth = 0): CauseRecord | undefined {
  if (cause === undefined || depth > 8) return undefined;
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause) };
  const { name, message, stack } = cause;
  const code = (cause as { code?: unknown }).code;
  return {
    name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause.cause !== undefined && { cause: causeRecord(cause.cause, depth + 1) }),
  };
}

function causeError(record: CauseRecord): Error {
  const { name, message, code, stack, cause } = record;
  const error = new Error(message, cause && { cause: causeError(cause) });
  return Object.assign(error, { name, ...(stack && { stack }), ...(code && { code }) });
}

/** Run by a worker: an Error whose `cause` survives structured clone. */
export function toCause(thrown: unknown): Error {
  const error = asSimwrightError(thrown);
  const cause = { simwright: error.toJSON(), stack: (thrown as Error)?.stack, cause: causeRecord(error.cause) };
  return new Error(error.message, { cause });
}

/** Run by the receiver: the original SimwrightError, or INTERNAL/WORKER_LOST for what did not come from `toCause`. */
export function fromCause(received: unknown): SimwrightError {
  const cause = (received as { cause?: { simwright?: ErrorRecord; stack?: string; cause?: CauseRecord } })?.cause;
  if (cause?.simwright) {
    const { code, message, ...context } = cause.simwright;
    const error = new SimwrightError(code, message, context, cause.cause && { cause: causeError(cause.cause) });
    if (cause.stack) error.stack = cause.stack;
    return error;
  }
  const code = (received as { code?: unknown })?.code;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return new SimwrightError('OUT_OF_MEMORY', 'a worker ran out of memory');
  if (received instanceof Error && /worker/i.test(received.message) && /exit|terminat/i.test(received.message))
    return new SimwrightError('WORKER_LOST', received.message, {}, { cause: received });
  return asSimwrightError(received);
}

/** Something worth telling that did not stop the work: a repair, a fallback, a doubt. */
export interface Warning {
  /** Lower-case dotted code, such as `mesh.collapsed_triangles`. */
  code: string;
  message: string;
  /** How many triangles, vertices, files... it concerns. */
  count?: number;
}
