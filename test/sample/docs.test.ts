/** What the pages say must be so: the table of errors, links, commands, the library in ten lines. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const cli = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(root, 'dist/cli/main.js'), ...args], { encoding: 'utf8' });

describe('pages', () => {
  it('docs/errors.md is what scripts/errors_doc.mjs writes', async () => {
    const { errorsPage } = (await import(path.join(root, 'scripts/errors_doc.mjs'))) as { errorsPage(): string };
    expect(text('docs/errors.md')).toBe(errorsPage());
  });

  it.each(pages)('links of %s lead somewhere', (page) => {
    const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
    const headings = (file: string) =>
      [...text(file).matchAll(/^#+ (.*)$/gm)].map((match) =>
        match[1]
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
    for (const link of links) {
      if (/^https?:/.test(link)) continue;
      const [file, anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      expect(existsSync(path.join(root, target)), `${page}: ${link}`).toBe(true);
      if (anchor) expect(headings(target), `${page}: ${link}`).toContain(anchor);
    }
  });

  it('commands and options of the README exist', () => {
    const table = [...text('README.md').matchAll(/^\| `simwright ([a-z ]+?)(?: [<-].*?)?` \| (.*) \|$/gm)];
    expect(table.length).toBeGreaterThan(4);
    for (const [, command, says] of table) {
      const help = cli(...command.trim().split(' '), '--help');
      expect(help.status, command).toBe(0);
      expect(help.stdout).toContain(`Usage: simwright ${command.trim()}`);
      for (const [option] of says.matchAll(/--[a-z-]+/g)) expect(help.stdout, command).toContain(option);
    }
  });

  it('the library in ten lines is exported, and the example runs', async () => {
    const api = (await import(path.join(root, 'dist/index.js'))) as Record<string, unknown>;
    const [, names] = text('README.md').match(/import \{ (.*) \} from 'simwright'/) as RegExpMatchArray;
    for (const name of names.split(', ')) expect(typeof api[name], name).toBe('function');
    const out = execFileSync(process.execPath, [path.join(root, 'examples/library.mjs')], {
      encoding: 'utf8',
      cwd: root,
    });
    expect(out).toMatch(/10 triangles/);
    expect(out).toMatch(/hull: 6 faces, 0\.002000 m\^3, 0\.00 mm/);
  });

  it('JSON in the pages is JSON', () => {
    for (const page of pages)
      for (const [, body] of text(page).matchAll(/```json\n([\s\S]*?)```/g))
        expect(() => JSON.parse(body), page).not.toThrow();
  });
});
