/** Writes docs/errors.md from the table in src/errors.ts: `node scripts/errors_doc.mjs`. A test says when it is stale. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodeFor } from '../dist/cli/exit.js';
import { ERROR_CODES, SimwrightError } from '../dist/errors.js';

/** The whole page. */
export function errorsPage() {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, meaning]) => `| \`${code}\` | ${meaning} | ${exitCodeFor(new SimwrightError(code, ''))} |`,
  );
  return `# Errors

Every refusal is a \`SimwrightError\` with a code, a message that says what was expected and what was found, and, where
they are known, the file, the object, the stage and an advice. In reports and with \`--json\`:

\`\`\`json
{ "code": "FORMAT_INVALID", "message": "...", "file": "...", "object": "...", "stage": "...", "advice": "..." }
\`\`\`

The last column is the exit code when the error ends the whole command. An error of one object does not: the run goes on
without the object, lists it under \`failures\`, and exits 2.

| code | meaning | exit |
|---|---|---|
${rows.join('\n')}

Exit codes of the command line:

| exit | meaning | try again? |
|---|---|---|
| 0 | done | |
| 2 | finished, but some objects failed; the report lists them | not before they are mended |
| 42 | this input can never work | no |
| 64 | wrong usage | no |
| 70 | internal error: a bug, please report it | no |
| 75 | temporary: cancelled, out of memory, disk full, a lost worker | yes |

What did not stop the work is a *warning*: a lower-case code such as \`mesh.duplicate_triangles\`, a message, and a count
where it concerns several things. Nothing is repaired silently.

<!-- written by scripts/errors_doc.mjs -->
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage());
