interface Tab {
  readonly path: string;
  readonly name: string;
}

/** Pages that belong together; the one that is shown is said to be. */
export const Tabs = ({ label, tabs, path }: { readonly label: string; readonly tabs: readonly Tab[]; readonly path: string }) => (
  <nav aria-label={label}>
    <ul class="tabs">
      {tabs.map((tab) => (
        <li>
          <a href={tab.path} aria-current={tab.path === path ? 'page' : undefined}>
            {tab.name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
); // prettier-ignore
