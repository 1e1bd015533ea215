/**
 * What a page of the documentation does besides being read: copies code, is light or dark as the reader says, and loads the
 * search when it is first asked for. Without it the page lacks these three and nothing else.
 */
const root = document.documentElement;
const THEME = 'promwire-theme';
root.classList.add('js');

/** What was kept of an earlier page; a browser may keep nothing for files. */
function kept(): string | null {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null;
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // It then holds for this page.
  }
}

function themed(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') root.style.colorScheme = theme;
}

/** The search is a file of its own, loaded once. */
let asked = false;
function search(): void {
  if (asked) {
    document.dispatchEvent(new Event('promwire-search'));
    return;
  }
  asked = true;
  const script = document.createElement('script');
  script.src = `${root.dataset['root'] ?? '.'}/search.js`;
  script.addEventListener('load', () => document.dispatchEvent(new Event('promwire-search')));
  script.addEventListener('error', () => (asked = false));
  document.head.append(script);
}

/** A button that copies a block of code, without the prompt of a line that shows one. */
function withCopy(block: Element): void {
  const code = block.querySelector('code');
  if (!code) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    const text = (code.textContent ?? '').trimEnd();
    const prompted = /^\$ (.*)/.exec(text)?.[1];
    const said = (word: string): void => {
      button.textContent = word;
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    };
    const select = (): void => {
      getSelection()?.selectAllChildren(code);
      said('Selected');
    };
    if (!isSecureContext) select();
    else navigator.clipboard.writeText(prompted ?? text).then(() => said('Copied'), select);
  });
  block.append(button);
}

themed(kept());

document.addEventListener('DOMContentLoaded', () => {
  for (const block of document.querySelectorAll('.code')) withCopy(block);
  document.querySelector('[data-search]')?.addEventListener('click', search);
  document.querySelector('[data-theme-of]')?.addEventListener('click', () => {
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
    const now = root.style.colorScheme || (isDark ? 'dark' : 'light');
    const next = now === 'dark' ? 'light' : 'dark';
    themed(next);
    keep(next);
  });
  document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' });
  if (location.hash === '') scrollTo(0, 0);
});

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if ((event.key === '/' && !typing) || (event.key === 'k' && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    search();
  }
});
