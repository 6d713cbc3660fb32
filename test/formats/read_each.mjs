/**
 * Run in a child: reads the file named by each line of stdin, answers with one JSON line per file. The parent kills it
 * when an answer takes too long; memory and time of each file are measured here.
 */
import { createInterface } from 'node:readline';
import { readModel } from '../../dist/formats/index.js';

for await (const file of createInterface({ input: process.stdin })) {
  const start = process.cpuUsage();
  let answer;
  try {
    const model = await readModel(file);
    answer = { accepted: true, account: model.account, warnings: model.warnings, problems: problems(model) };
  } catch (error) {
    answer = {
      accepted: false,
      name: error?.name,
      code: error?.code,
      message: error?.message,
      file: error?.context?.file,
    };
  }
  const used = process.cpuUsage(start);
  const ms = (used.user + used.system) / 1000; // of this process: a busy machine is not the reader's fault
  process.stdout.write(`${JSON.stringify({ file, ms, rss: process.resourceUsage().maxRSS * 1024, ...answer })}\n`);
}

function problems({ meshes, account }) {
  const found = [];
  let kept = 0;
  for (const { positions, indices } of meshes) {
    kept += indices.length / 3;
    if (!positions.every(Number.isFinite)) found.push('a coordinate is not finite');
    if (!indices.every((v) => v < positions.length / 3)) found.push('an index is out of range');
  }
  const dropped = Object.values(account.dropped).reduce((sum, count) => sum + count, 0);
  if (account.read !== account.kept + dropped || account.kept !== kept) found.push(JSON.stringify(account));
  return found;
}
