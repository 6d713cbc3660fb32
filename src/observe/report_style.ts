/** The report's style sheet: system fonts, light and dark, and a form for paper. */
export const STYLE = `
:root {
  --page: #fafafa; --panel: #fff; --ink: #1b1f24; --soft: #59636e; --line: #dfe3e8; --picture: #f4f5f7;
  --link: #0b5cad; --good: #1a7f37; --good-back: #e6f4ea; --warn: #8a5a00; --warn-back: #fff4d6; --bad: #b3261e; --bad-back: #fdeceb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --panel: #1c2127; --ink: #e6e9ed; --soft: #9aa5b1; --line: #323a43; --picture: #f4f5f7;
    --link: #7db7ff; --good: #6fdd8b; --good-back: #16301d; --warn: #f0c060; --warn-back: #33290f; --bad: #ff9a92; --bad-back: #3a1a18;
  }
  img { filter: brightness(0.92); }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
main { max-width: 1360px; margin: 0 auto; padding: 28px 24px 0; }
footer { max-width: 1360px; margin: 0 auto; padding: 24px; color: var(--soft); font-size: 13px; }
a { color: var(--link); }
code { font: 0.92em ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
small { color: var(--soft); font-size: 13px; font-weight: 400; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--panel); padding: 8px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1 { margin: 0 0 10px; font-size: 30px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 40px 0 12px; font-size: 20px; }
.kind { margin: 0; color: var(--soft); font-size: 13px; letter-spacing: 0.04em; }

header { display: grid; grid-template-columns: minmax(320px, 5fr) 8fr; gap: 32px; align-items: center; }
figure { margin: 0; }
figure img { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--picture); display: block; }
header .nothing { min-height: 160px; border: 1px solid var(--line); border-radius: 10px; }
figcaption { color: var(--soft); font-size: 13px; margin-top: 6px; }
.verdict { margin: 0 0 16px; padding: 10px 14px; border-radius: 8px; font-weight: 600; background: var(--good-back); color: var(--good); }
.verdict small { display: block; color: inherit; opacity: 0.85; }
.verdict.partial { background: var(--warn-back); color: var(--warn); }
.verdict.failed { background: var(--bad-back); color: var(--bad); }
dl { margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.facts > div { display: grid; grid-template-columns: 125px 1fr; padding: 3px 0; }
.outputs { margin: 14px 0 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
.steps { list-style: none; display: flex; flex-wrap: wrap; gap: 8px; margin: 20px 0 0; padding: 0; }
.steps li { flex: 1 1 160px; padding: 8px 12px; border: 1px solid var(--line); border-left: 4px solid var(--good); border-radius: 8px; background: var(--panel); }
.steps li.partial { border-left-color: var(--warn); }
.steps li.failed { border-left-color: var(--bad); }
.steps li.skipped { border-left-color: var(--soft); }
.steps span { color: var(--soft); margin-left: 8px; }
.steps small { display: block; }

.failures, .groups { list-style: none; margin: 0; padding: 0; }
.failures li, .groups li { padding: 10px 14px; margin-bottom: 8px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
.failures li { border-left: 4px solid var(--bad); }
.groups li { border-left: 4px solid var(--warn); }
.failures p, .groups p { margin: 0; overflow-wrap: anywhere; }
.code { font-weight: 600; }
.failures .code, .bad, .error b { color: var(--bad); }
.groups .code { color: var(--warn); }
.advice { color: var(--soft); }
.file, .where { color: var(--soft); font-size: 13px; }

.tools { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: end; margin-bottom: 12px; font-size: 13px; color: var(--soft); }
.tools[hidden] { display: none; }
.tools label { display: grid; gap: 2px; }
input, select { font: inherit; font-size: 15px; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 6px 8px; min-width: 130px; }
input { min-width: 250px; }
output { margin-left: auto; padding: 6px 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); max-height: 70vh; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 500; max-width: 320px; overflow: hidden; text-overflow: ellipsis; }
tbody tr:hover { background: color-mix(in srgb, var(--link) 7%, transparent); }
thead th { position: sticky; top: 0; background: var(--panel); color: var(--soft); font-weight: 500; }
.n { text-align: right; }
th button { all: unset; cursor: pointer; }
th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
th[aria-sort] button { color: var(--ink); font-weight: 600; }
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(390px, 1fr)); gap: 18px; margin-top: 20px; }
.card { display: flex; flex-direction: column; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); overflow: hidden; scroll-margin-top: 16px; content-visibility: auto; contain-intrinsic-size: auto 720px; }
.card[hidden] { display: none; }
.card:target { outline: 3px solid var(--link); }
.card.failed { border-color: var(--bad); }
.card img, .card .nothing { width: 100%; height: auto; aspect-ratio: 2 / 1; object-fit: contain; background: var(--picture); }
.card img { display: block; }
.nothing { display: grid; place-items: center; padding: 16px; color: #59636e; text-align: center; background: repeating-linear-gradient(45deg, #f4f5f7 0 12px, #eceef1 12px 24px) !important; }
.card h3 { margin: 12px 16px 0; font-size: 17px; overflow-wrap: anywhere; }
.tags { margin: 6px 16px 0; display: flex; flex-wrap: wrap; gap: 6px; }
.tags span { border: 1px solid var(--line); border-radius: 99px; padding: 0 9px; font-size: 13px; color: var(--soft); }
.card dl { margin: 10px 16px 0; font-size: 14px; }
.card dl > div { display: grid; grid-template-columns: 116px 1fr; padding: 4px 0; border-top: 1px solid var(--line); }
.card dd small { display: block; line-height: 1.35; }
.sure { color: var(--soft); margin-left: 6px; }
.error { margin: 10px 16px 0; padding: 8px 12px; border-radius: 6px; background: var(--bad-back); overflow-wrap: anywhere; }
.error small { display: block; }
.warnings { margin: 10px 16px 0; padding: 8px 12px; border-radius: 6px; background: var(--warn-back); list-style: none; font-size: 13px; overflow-wrap: anywhere; }
.warnings code { color: var(--warn); font-weight: 600; }
.card details { margin: 8px 16px 14px; font-size: 13px; }
summary { cursor: pointer; color: var(--link); padding: 4px 0; }
.card details dl { margin: 4px 0 0; font-size: 13px; }

@media (max-width: 900px) {
  header { grid-template-columns: 1fr; gap: 20px; }
  header figure { order: -1; }
  .cards { grid-template-columns: 1fr; }
}
@media print {
  :root { --page: #fff; --panel: #fff; --ink: #000; --soft: #444; --line: #bbb; }
  body { font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { padding: 0; max-width: none; }
  .tools, .skip, details:not([open]) { display: none !important; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  thead th { position: static; }
  .cards { grid-template-columns: 1fr 1fr; gap: 10px; }
  .card, .failures li, .groups li, tr { break-inside: avoid; content-visibility: visible; }
  img { filter: none; }
}
`;
