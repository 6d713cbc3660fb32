/** The development objects as plain meshes, when the data is there. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Mesh files of the 34 dev objects, sorted; the scenes and their parts are not among them. */
export function devFiles(data: string): string[] {
  const dev = path.join(data, 'dev');
  const files: string[] = [];
  for (const entry of readdirSync(dev, { withFileTypes: true })) {
    if (entry.isFile() && /\.(glb|stl|obj|ply)$/i.test(entry.name)) files.push(path.join(dev, entry.name));
    else if (entry.isDirectory())
      for (const name of readdirSync(path.join(dev, entry.name)))
        if (name === 'textured.obj') files.push(path.join(dev, entry.name, name));
  }
  return files.sort();
}

/** `ycb_025_mug` for `ycb_025_mug/textured.obj`, else the file's name without its ending. */
export function devName(file: string): string {
  const { dir, name } = path.parse(file);
  return name === 'textured' ? path.basename(dir) : name;
}

/** All of them, or for a quick run a few that take every path and no long time. */
export function someDevFiles(data: string, quick: boolean): string[] {
  const files = devFiles(data);
  return quick ? files.filter((file, i) => i % 6 === 0 && !file.includes('cave')) : files;
}
