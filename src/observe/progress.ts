/**
 * Progress of a run for people: one redrawn line on a terminal, plain lines elsewhere (at most one per second, and the
 * last of every step). Only ever on stderr; stdout belongs to results.
 */
import type { ProgressEvent } from '../steps/step.js';
import { clipText, displayWidth, plainText } from './table.js';

export interface ProgressOptions {
  /** Write nothing (with --json). */
  silent?: boolean;
  /** Default process.stderr. */
  stream?: { isTTY?: boolean; columns?: number; write(text: string): unknown };
  /** Milliseconds of any monotonic clock. Default performance.now. */
  now?: () => number;
}

export interface Progress {
  update: (event: ProgressEvent) => void;
  /** Leaves the line; may be called twice. */
  end: () => void;
}

const REDRAW_MS = 80;
const PLAIN_MS = 1000;
const BAR = 20;

export function createProgress(options: ProgressOptions = {}): Progress {
  if (options.silent) return { update: () => {}, end: () => {} };
  const stream = options.stream ?? process.stderr;
  const now = options.now ?? (() => performance.now());
  const tty = stream.isTTY === true;
  let step = '';
  let started = 0;
  let last = Number.NEGATIVE_INFINITY;
  let shown = false; // a line without its newline stands on the terminal
  let finished = false; // the last line of this step was written

  const leave = () => {
    if (shown) stream.write('\n');
    shown = false;
  };
  return {
    update(event) {
      const at = now();
      if (event.step !== step) {
        leave();
        step = event.step;
        started = at;
        last = Number.NEGATIVE_INFINITY;
        finished = false;
      }
      const complete = event.done >= event.total;
      if (complete ? finished : at - last < (tty ? REDRAW_MS : PLAIN_MS)) return;
      finished = complete;
      last = at;
      const line = progressLine(event, (at - started) / 1000, tty ? (stream.columns ?? 80) - 1 : undefined);
      if (!tty) stream.write(`${line}\n`);
      else {
        stream.write(`\r\u001B[2K${line}`);
        shown = true;
        if (complete) leave();
      }
    },
    end: leave,
  };
}

/** One line; with `columns` a bar is drawn and the current item is cut to what is left of the line. */
export function progressLine(event: ProgressEvent, seconds: number, columns?: number): string {
  const { done, total } = event;
  const share = total > 0 ? Math.min(done / total, 1) : 1;
  const parts = [event.step.padEnd(10)];
  if (columns !== undefined) {
    const filled = Math.round(share * BAR);
    parts.push(`[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`);
  }
  parts.push(`${String(done).padStart(String(total).length)}/${total}`);
  if (done > 0 && seconds > 0.5) {
    const rate = done / seconds;
    parts.push(`${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)}/s`);
    parts.push(done < total ? `${duration((total - done) / rate)} left` : `in ${duration(seconds)}`);
  }
  const line = parts.join('  ');
  if (!event.item) return columns === undefined ? line : clipText(line, columns);
  const item = plainText(event.item);
  if (columns === undefined) return `${line}  ${item}`;
  const room = columns - displayWidth(line) - 2;
  return room >= 8 ? `${line}  ${clipText(item, room)}` : clipText(line, columns);
}

/** `7 s`, `1:05 min`, `2:03 h`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole < 60) return `${seconds < 9.95 ? seconds.toFixed(1) : whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
}
