import type { PropsWithChildren } from 'hono/jsx';
import { roleNamesOf } from '../../domain/principal.ts';
import { assetPath } from './assets.ts';
import { Csrf } from './parts.tsx';
import type { Viewer } from './viewer.ts';

interface Place {
  readonly path: string;
  readonly name: string;
}

/** The parts of the console, in the order of the navigation. */
const places: readonly Place[] = [
  { path: '/inbox', name: 'Inbox' },
  { path: '/corrections', name: 'Requests' },
  { path: '/invoices', name: 'Invoices' },
  { path: '/policy', name: 'Policy' },
  { path: '/people', name: 'People' },
  { path: '/audit', name: 'Audit' },
  { path: '/settings', name: 'Settings' },
];

/** htmx without inline styles and without eval: the content security policy allows neither. */
const htmxConfig = JSON.stringify({ includeIndicatorStyles: false, allowEval: false, allowScriptTags: false, selfRequestsOnly: true, historyCacheSize: 0 }); // prettier-ignore

interface Frame {
  readonly title: string;
  readonly viewer: Viewer | undefined;
  readonly path: string;
}

/** What all pages share: head, navigation, and who is signed in, with the zone that times are in. */
export const Layout = ({ title, viewer, path, children }: PropsWithChildren<Frame>) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <meta name="htmx-config" content={htmxConfig} />
      <title>{`${title} · Countersign`}</title>
      <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={assetPath('console.css')} />
      <script src={assetPath('htmx.js')} defer></script>
      <script src={assetPath('console.js')} defer></script>
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href="/">
          <img src={assetPath('icon.svg')} alt="" width="24" height="24" />
          Countersign
        </a>
        {viewer && <Navigation path={path} />}
        {viewer && <Account viewer={viewer} />}
      </header>
      <main id="main" tabindex={-1}>
        {children}
      </main>
      {viewer && (
        <footer>
          Times are in {viewer.formats.zone}, amounts as in {viewer.formats.locale}. <a href="/me">Change</a>
        </footer>
      )}
    </body>
  </html>
);

const Navigation = ({ path }: { readonly path: string }) => (
  <nav aria-label="Main">
    {places.map((place) => (
      <a href={place.path} aria-current={isAt(path, place) ? 'page' : undefined}>
        {place.name}
      </a>
    ))}
  </nav>
);

const isAt = (path: string, place: Place): boolean => path === place.path || path.startsWith(`${place.path}/`);

const Account = ({ viewer }: { readonly viewer: Viewer }) => (
  <div class="account">
    <a href="/me" title={roleNamesOf(viewer.principal).join(', ')}>
      {viewer.name}
    </a>
    <form method="post" action="/sign-out">
      <Csrf viewer={viewer} />
      <button class="quiet">Sign out</button>
    </form>
  </div>
);
