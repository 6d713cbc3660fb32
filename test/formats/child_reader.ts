import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Outcome {
  file: string;
  ms: number;
  rss: number;
  accepted: boolean;
  account?: { read: number; kept: number; dropped: Record<string, number>; notTriangles: number };
  warnings?: { code: string; message: string; count: number }[];
  problems?: string[];
  name?: string;
  code?: string;
  message?: string;
}

const SCRIPT = fileURLToPath(new URL('read_each.mjs', import.meta.url));

/** Reads all files in one child process; a crash or an answer later than `timeoutMs` is an error that names the file. */
export async function readInChild(files: string[], timeoutMs: number): Promise<Outcome[]> {
  const child = spawn(process.execPath, ['--max-old-space-size=400', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const outcomes: Outcome[] = [];
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const file of files) {
      child.stdin.write(`${file}\n`);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms for ${file}`)), timeoutMs);
      });
      const line = await Promise.race([lines.next(), late]).finally(() => clearTimeout(timer));
      if (line.done) throw new Error(`the reader ended on ${file}`);
      outcomes.push(JSON.parse(line.value));
    }
  } finally {
    child.kill('SIGKILL');
  }
  return outcomes;
}
