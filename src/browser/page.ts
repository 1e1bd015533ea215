/**
 * What the page of `-o html` does besides being read: lights one path, shows its findings, searches, and follows the keyboard
 * and links. It asks for nothing and keeps nothing; without it the page is nested lists.
 */
const root = document.documentElement;
root.classList.add('js');

/** So many hits are shown at once. */
const FEW = 120;

document.addEventListener('DOMContentLoaded', () => {
  const main = document.querySelector('main');
  const input = document.querySelector('input');
  const found = document.querySelector('.found');
  const all = <T extends Element = HTMLElement>(selector: string, from: ParentNode = document): readonly T[] => [
    ...from.querySelectorAll<T>(selector),
  ];
  if (!main || !input || !found) return;
  const rows = all('.row', main);
  const folds = all<HTMLDetailsElement>('details', main);

  /** Lights the path of a row and shows what is wrong with it; undefined: none. */
  const select = (row: HTMLElement | undefined): void => {
    for (const lit of all('.lit, .lit-here', main)) lit.classList.remove('lit', 'open', 'lit-here');
    for (const link of all('[aria-expanded=true]', main)) link.setAttribute('aria-expanded', 'false');
    main.classList.toggle('has-lit', row !== undefined);
    if (!row) return;
    row.classList.add('lit', 'open');
    linkOf(row)?.setAttribute('aria-expanded', 'true');
    const stack = row.closest<HTMLElement>('.stack');
    const list = stack?.querySelector('.rows');
    if (!stack || !list) return;
    stack.classList.add('lit-here');
    const length = row.getBoundingClientRect().top - list.getBoundingClientRect().top + 18;
    stack.style.setProperty('--to', `${length}px`);
  };

  const linkOf = (row: Element): HTMLAnchorElement | null => row.querySelector('.line .node a');

  /** Shows an object by its link, wherever it is folded away. */
  const goTo = (id: string): void => {
    // On a page of several clusters an object has its cluster before it: the first that has it.
    const node = document.getElementById(id) ?? all('[id]', main).find((each) => each.id.endsWith(`/${id}`));
    const row = node?.closest<HTMLElement>('.row') ?? undefined;
    if (!node) return;
    show('');
    for (
      let fold = node.closest<HTMLDetailsElement>('details');
      fold;
      fold = fold.parentElement?.closest('details') ?? null
    )
      fold.open = true;
    select(row);
    node.scrollIntoView({ block: 'center' });
    node.querySelector<HTMLElement>('a, summary')?.focus({ preventScroll: true });
  };

  const asked = (): void => {
    const id = location.hash.slice(1);
    try {
      if (id !== '') goTo(decodeURIComponent(id));
    } catch {
      // A link that was cut off: there is nothing to show.
    }
  };

  const texts = new Map<Element, string>();
  const textOf = (row: HTMLElement): string => {
    const known = texts.get(row);
    if (known !== undefined) return known;
    // Names as they are searched for: "shop/web" too.
    const ids = all('[id]', row).map(({ id }) => id);
    const cluster = row.closest('.cluster')?.id ?? '';
    const text = `${cluster} ${ids.join(' ')} ${row.textContent}`.toLowerCase();
    texts.set(row, text);
    return text;
  };

  const isOff = (fold: Element): boolean => fold.closest('.off') !== null;
  const opened = new Set<HTMLDetailsElement>();
  /** Which states are shown; none: all. */
  const states = new Set<string>();
  const isShown = (row: HTMLElement): boolean =>
    states.size === 0 ||
    [...states].some((state) => row.classList.contains(state) || (state === 'ok' && row.classList.contains('idle')));

  /** What holds rows, and its label that counts them. */
  const boxes = all('.cause, .fine, .fold, .stack, .cluster', main).map((box) => {
    const label = box.querySelector(':scope > h3 > .n, :scope > details > summary > .n');
    return { box, label, text: label?.textContent ?? '', size: box.querySelectorAll('.row').length };
  });

  /** Hides the rows that do not have all of the words, and opens what holds the others. */
  const show = (query: string): void => {
    if (input.value !== query) input.value = query;
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = words.length > 0 || states.size > 0;
    let count = 0;
    for (const row of rows) {
      const fits = isShown(row) && words.every((word) => textOf(row).includes(word));
      row.classList.toggle('off', !fits);
      if (fits) count += 1;
    }
    for (const { box, label, text, size } of boxes) {
      const count = narrowed ? box.querySelectorAll('.row:not(.off)').length : size;
      box.classList.toggle('off', narrowed && count === 0);
      if (label) label.textContent = count < size ? `${count} of ${size}` : text;
    }
    // What the search before opened is closed again; of many hits only the folds are shown, which cost nothing.
    const open = words.length > 0 && count <= FEW;
    for (const fold of folds) {
      const own = opened.has(fold);
      if (open && !isOff(fold) && !fold.open) {
        fold.open = true;
        opened.add(fold);
      } else if (own && (!open || isOff(fold))) {
        fold.open = false;
        opened.delete(fold);
      }
    }
    found.textContent = narrowed ? `${count} of ${rows.length}` : '';
  };

  const copy = async (button: HTMLElement): Promise<void> => {
    const block = button.parentElement?.querySelector('pre');
    if (!block) return;
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    } catch {
      // From a disk or a frame it may be refused: what is to be copied is selected.
      getSelection()?.selectAllChildren(block);
      button.textContent = 'Selected';
    }
  };

  for (const row of rows) linkOf(row)?.setAttribute('aria-expanded', 'false');

  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>('button');
    if (button?.closest('.copy')) void copy(button);
    const state = button?.dataset['state'];
    if (button && state !== undefined) {
      const on = !states.delete(state) && states.add(state);
      button.setAttribute('aria-pressed', String(Boolean(on)));
      show(input.value);
    }
    const row = target.closest('.line, .row:not(.open) > .body')?.closest<HTMLElement>('.row');
    if (!row || getSelection()?.type === 'Range') return;
    const link = target.closest('a') ?? linkOf(row);
    event.preventDefault();
    const isOpen = row.classList.contains('lit');
    select(isOpen ? undefined : row);
    history.replaceState(null, '', isOpen ? location.pathname + location.search : (link?.getAttribute('href') ?? '#'));
    // The keyboard goes on from here; a ring is for those who came by it.
    const quiet = { preventScroll: true, focusVisible: false };
    if (link instanceof HTMLElement) link.focus(event.detail > 0 ? quiet : { preventScroll: true });
  });

  /** What the arrows go through: objects and folds, as they are seen. */
  const stops = (): readonly HTMLElement[] =>
    all('.row:not(.off) > .line > .node:first-child a, .row:not(.off) > .line > .none + ol a, summary', main).filter(
      (each) => each.checkVisibility({ visibilityProperty: true }),
    );
  const step = (by: number): void => {
    const list = stops();
    const here = list.findIndex((each) => each === document.activeElement);
    const next = list[here < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, here + by))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === input;
    const fold = (event.target as Element).closest?.('summary')?.parentElement as HTMLDetailsElement | null | undefined;
    if (event.key === '/' && !typing) input.focus();
    else if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'ArrowRight' && fold) fold.open = true;
    else if (event.key === 'ArrowLeft' && fold) fold.open = false;
    else if (event.key === 'Enter' && typing) step(1);
    else if (event.key === 'Escape') {
      if (typing || input.value !== '') show('');
      else select(undefined);
      if (typing) input.blur();
    } else return;
    event.preventDefault();
  });

  input.addEventListener('input', () => show(input.value));
  addEventListener('hashchange', asked);
  asked();
});
