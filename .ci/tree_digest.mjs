// tree_digest.mjs <folder> <folder> ...: sha256 over each folder's files and their names, less what holds measured times.
// Prints one line per folder; fails naming the files that differ.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LEFT_OUT = new Set(['reports', '.simwright']);

function digests(root) {
  const found = new Map();
  const walk = (dir, top) => {
    for (const entry of readdirSync(path.join(root, dir), { withFileTypes: true })) {
      const name = path.posix.join(dir, entry.name);
      if (top && LEFT_OUT.has(entry.name)) continue;
      if (entry.isDirectory()) walk(name, false);
      else found.set(name, createHash('sha256').update(readFileSync(path.join(root, name))).digest('hex'));
    }
  };
  walk('', true);
  return found;
}

const folders = process.argv.slice(2);
const trees = folders.map(digests);
let bad = 0;
folders.forEach((folder, i) => {
  const names = [...trees[i].keys()].sort();
  const all = createHash('sha256');
  for (const name of names) all.update(`${name} ${trees[i].get(name)}\n`);
  console.log(`${all.digest('hex')}  ${names.length} files  ${path.basename(folder)}`);
  if (names.length === 0) bad++;
  if (i === 0) return;
  for (const name of new Set([...trees[0].keys(), ...names].sort()))
    if (trees[0].get(name) !== trees[i].get(name)) {
      bad++;
      console.log(`  differs: ${name}${trees[0].has(name) && trees[i].has(name) ? '' : ' (in one only)'}`);
    }
});
process.exit(bad > 0 ? 1 : 0);
