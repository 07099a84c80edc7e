import { z } from 'zod';
import { valueAt } from '../../client/settings-change.ts';
import { parseSettings } from '../../domain/settings.ts';
import { currentSettings, putSettings, settingsVersions } from '../../store/settings.ts';
import { holdersOf, requireRole } from '../authenticate.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Empty, Pager } from '../console/parts.tsx';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { settler } from '../settings.ts';
import { settingGroups, settingText } from './settings-fields.ts';
import { Breaker, mayChange, SettingsTabs, Version } from './settings-parts.tsx';

const versionsMax = 20;
const numberText = z.string().regex(/^\d{1,15}$/).transform(Number); // prettier-ignore
const said = z.literal('changed').optional().catch(undefined);

/** How this deployment decides, in words; what it was before; and the breaker, for operators. */
export const settingsPages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/settings', caller: 'person', query: z.strictObject({ said }) }).shownBy(
    ({ viewer, query }) => inForce(deps, viewer, query.said !== undefined),
  ),
  page({
    method: 'post',
    path: '/settings/breaker',
    caller: 'person',
    form: z.strictObject({ on: z.enum(['true', 'false']), expectedVersion: numberText }),
  }).shownBy(async ({ viewer: { principal }, form: { on, expectedVersion } }) => {
    await requireRole(deps, principal, settler);
    const { settings } = await currentSettings(deps.store);
    const next = parseSettings({ ...settings, breaker: { on: on === 'true' } });
    await putSettings(deps.store, next, { actor: principal.id, at: new Date(deps.nowMs()), expectedVersion });
    return { goTo: '/settings?said=changed' };
  }),
  page({
    method: 'get',
    path: '/settings/history',
    caller: 'person',
    query: z.strictObject({ after: numberText.optional() }),
  }).shownBy(({ viewer, query: { after } }) => history(deps, viewer, after)),
];

async function inForce(deps: Deps, viewer: Viewer, isChanged: boolean): Promise<Shown> {
  const { settings, version } = await currentSettings(deps.store);
  const body = (
    <>
      <h1>Settings</h1>
      <SettingsTabs path="/settings" />
      {isChanged && (
        <p role="status" class="note good">
          It is in force. Requests that wait keep the settings that they were planned under.
        </p>
      )}
      <Breaker on={settings.breaker.on} version={version} viewer={viewer} />
      {settingGroups.map(({ title, fields }) => (
        <section class="sheet" aria-label={title}>
          <h2>{title}</h2>
          <dl class="settings">
            {fields.map((field) => (
              <div>
                <dt>{field.label}</dt>
                <dd>
                  <strong>{settingText(field, valueAt(settings, field.path.split('.')))}</strong>
                  <small>{field.meaning}</small>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {mayChange(viewer) ? (
        <p class="actions">
          <a class="button" href="/settings/change">
            Change the settings
          </a>
          <span class="hint">Version {version} is in force.</span>
        </p>
      ) : (
        <p class="hint">
          Version {version} is in force. Operators change the settings: {await holdersOf(deps, ['operator'], true)}.
        </p>
      )}
    </>
  );
  return { title: 'Settings', body };
}

async function history({ store }: Deps, viewer: Viewer, after: number | undefined): Promise<Shown> {
  // One more than is shown: what a version has changed is told by the one before it.
  const versions = await settingsVersions(store, { limit: versionsMax + 1, before: after });
  const shown = versions.slice(0, versionsMax);
  const next = versions.length > versionsMax ? shown.at(-1)?._id.toString() : undefined;
  const body = (
    <>
      <h1>Settings of before</h1>
      <SettingsTabs path="/settings/history" />
      {shown.length === 0 ? (
        <Empty title="No settings were ever stored">
          <p>The preset strict is in force until an operator changes something.</p>
        </Empty>
      ) : (
        <ol class="rows" reversed>
          {shown.map((one, at) => (
            <Version record={one} before={versions[at + 1]} viewer={viewer} />
          ))}
        </ol>
      )}
      <Pager path="/settings/history" query={{}} next={next} />
    </>
  );
  return { title: 'Settings of before', body };
}
