/** The report's only script: filters and sorts rows and cards. Without it everything is shown, in the scene's order. */
export const SCRIPT = `
(() => {
  const $ = (id) => document.getElementById(id);
  const list = $('list');
  if (!list) return;
  const body = list.tBodies[0];
  const cards = document.querySelector('.cards');
  const rows = [...body.rows];
  const cardOf = new Map([...cards.children].map((card) => [card.dataset.i, card]));
  document.querySelector('.tools').hidden = false;

  const filter = () => {
    const words = $('find').value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const d = row.dataset;
      const keep = words.every((word) => d.search.includes(word)) &&
        ['role', 'proxy', 'status'].every((key) => !$(key).value || $(key).value === d[key]);
      row.hidden = !keep;
      cardOf.get(d.i).hidden = !keep;
      if (keep) shown++;
    }
    $('shown').textContent = shown === rows.length ? shown + ' assets' : shown + ' of ' + rows.length + ' assets';
  };
  for (const id of ['find', 'role', 'proxy', 'status']) $(id).addEventListener('input', filter);

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.sort);
  };
  [...list.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
    button.addEventListener('click', () => {
      const was = cell.getAttribute('aria-sort');
      const down = was ? was === 'ascending' : cell.classList.contains('n');
      for (const other of list.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyed = rows.map((row) => [valueOf(row, column), row]);
      keyed.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x.dataset.i - y.dataset.i) * (down ? -1 : 1));
      for (const [, row] of keyed) {
        body.append(row);
        cards.append(cardOf.get(row.dataset.i));
      }
    });
  });
})();
`;
