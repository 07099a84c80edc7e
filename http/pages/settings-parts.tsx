import { leavesOf, valueAt } from '../../client/settings-change.ts';
import { hasRole } from '../../domain/principal.ts';
import type { Settings } from '../../domain/settings.ts';
import type { SettingsVersionRecord } from '../../store/settings-records.ts';
import { Csrf, Moment } from '../console/parts.tsx';
import { Tabs } from '../console/tabs.tsx';
import type { Viewer } from '../console/viewer.ts';
import { breakerField, settingFields, settingText } from './settings-fields.ts';

/** The pages about how this deployment decides. */
export const SettingsTabs = ({ path }: { readonly path: string }) => (
  <Tabs
    label="Settings"
    path={path}
    tabs={[
      { path: '/settings', name: 'In force' },
      { path: '/settings/history', name: 'History' },
      { path: '/settings/keys', name: 'Keys of services' },
    ]}
  />
);

export const mayChange = ({ principal }: Viewer): boolean => hasRole(principal, 'operator');

interface BreakerState {
  readonly on: boolean;
  readonly version: number;
  readonly viewer: Viewer;
}

/** The switch that lets nothing pass without a person, where nobody has to look for it. */
export const Breaker = ({ on, version, viewer }: BreakerState) => (
  <section class={on ? 'note bad breaker' : 'sheet breaker'} aria-labelledby="breaker">
    <div>
      <h2 id="breaker">
        {breakerField.label}: {on ? 'on' : 'off'}
      </h2>
      <p>
        {on
          ? 'Nothing is applied without a signature of a person, whatever the policy says.'
          : 'Corrections that the policy lets pass are applied by themselves.'}
      </p>
    </div>
    {mayChange(viewer) && (
      <form method="post" action="/settings/breaker">
        <Csrf viewer={viewer} />
        <input type="hidden" name="on" value={String(!on)} />
        <input type="hidden" name="expectedVersion" value={String(version)} />
        <button class={on ? 'second' : 'danger'}>
          {on ? 'Turn it off: let the policy decide' : 'Turn it on: ask people for everything'}
        </button>
      </form>
    )}
  </section>
);

interface VersionOf {
  readonly record: SettingsVersionRecord;
  readonly before: SettingsVersionRecord | undefined;
  readonly viewer: Viewer;
}

/** A version, and what it made different. */
export const Version = ({ record, before, viewer: { formats } }: VersionOf) => (
  <li value={String(record._id)}>
    <p>
      <strong>Version {record._id}</strong> by {record.actor}, <Moment at={record.at} formats={formats} />
    </p>
    {before === undefined ? (
      <p class="hint">The first that was stored: preset {record.settings.preset}.</p>
    ) : (
      <ul class="what">
        {changesBetween(before.settings, record.settings).map(({ path, label, was, is }) => (
          <li>
            {label}: <del>{was}</del> <ins>{is}</ins> <span class="code">{path}</span>
          </li>
        ))}
      </ul>
    )}
  </li>
);

/** What is different, in words where there are some. */
export function changesBetween(before: Settings, after: Settings) {
  const paths = [...new Set([...leavesOf(before), ...leavesOf(after)].map(([path]) => path))];
  return paths.flatMap((path) => {
    const [was, is] = [before, after].map((settings) => valueAt(settings, path.split('.')));
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const field = settingFields.find((one) => one.path === path);
    const words = (value: unknown): string => (field ? settingText(field, value) : (JSON.stringify(value) ?? 'nothing'));
    return [{ path, label: field?.label ?? path, was: words(was), is: words(is) }];
  });
} // prettier-ignore
