import { valueAt, changed } from '../../client/settings-change.ts';
import type { Refusal } from '../../domain/errors.ts';
import { parseSettings, type Settings } from '../../domain/settings.ts';
import { currentSettings, putSettings } from '../../store/settings.ts';
import { requireRole } from '../authenticate.ts';
import { page, type Page, type Shown } from '../console/page.tsx';
import { Csrf } from '../console/parts.tsx';
import { Refusals } from '../console/refusals.tsx';
import { orShownAgain, textIn, typedForm, type Typed } from '../console/typed.ts';
import type { Viewer } from '../console/viewer.ts';
import type { Deps } from '../context.ts';
import { parseAs } from '../parse.ts';
import { count } from '../schemas/scalars.ts';
import { settler } from '../settings.ts';
import { listKept, listText, plainText, settingGroups, settingText, type SettingField } from './settings-fields.ts';
import { SettingsTabs } from './settings-parts.tsx';

const formFields = settingGroups.flatMap(({ fields }) => fields);

/** The form to change the settings, for operators. */
export const settingsChangePages = (deps: Deps): readonly Page[] => [
  page({ method: 'get', path: '/settings/change', caller: 'person' }).shownBy(async ({ viewer }) => {
    await requireRole(deps, viewer.principal, settler);
    return formFor(deps, { viewer });
  }),
  page({ method: 'post', path: '/settings/change', caller: 'person', form: typedForm }).shownBy(async ({ viewer, form }, c) => {
    await requireRole(deps, viewer.principal, settler);
    return orShownAgain(
      c,
      async () => {
        const { settings } = await currentSettings(deps.store);
        const expectedVersion = parseAs(count, Number(textIn(form, 'expectedVersion')));
        const next = parseSettings(changed(settings, typedOver(settings, form)));
        await putSettings(deps.store, next, { actor: viewer.principal.id, at: new Date(deps.nowMs()), expectedVersion });
        return { goTo: '/settings?said=changed' };
      },
      (refused) => formFor(deps, { viewer, form, refused }),
    );
  }),
]; // prettier-ignore

function textTyped(form: Typed, { path, control }: SettingField): string {
  if (control.kind === 'switch') return String(textIn(form, path) === 'true');
  if (control.kind === 'list') return listKept(textIn(form, path) ?? '');
  return textIn(form, path) ?? 'null';
}

/** What is typed and is not in force; only that changes, so that another preset brings what was never set by itself. */
const typedOver = (settings: Settings, form: Typed): readonly (readonly [path: string, value: string])[] =>
  formFields
    .map((field) => [field.path, textTyped(form, field)] as const)
    .filter(([path, typed]) => typed !== plainText(valueAt(settings, path.split('.'))));

interface Asked {
  readonly viewer: Viewer;
  readonly form?: Typed;
  readonly refused?: Refusal;
}

async function formFor(deps: Deps, { viewer, form, refused }: Asked): Promise<Shown> {
  const { settings, version } = await currentSettings(deps.store);
  // What was seen stays what was seen, so that what somebody else has changed meanwhile is not undone unseen.
  const seen = (form && refused?.code !== 'STALE_VERSION' ? textIn(form, 'expectedVersion') : undefined) ?? String(version);
  const inForce = (path: string): unknown => valueAt(settings, path.split('.'));
  const body = (
    <>
      <h1>Change the settings</h1>
      <SettingsTabs path="/settings/change" />
      {refused && (
        <div role="alert" class="note bad">
          <Refusals all={[refused]} />
          {refused.code === 'STALE_VERSION' && (
            <p>
              Somebody else was faster: <a href="/settings/history">see what changed</a>. Below stands what you typed, and beside it
              what is in force now; sent again, yours replaces it.
            </p>
          )}
        </div>
      )}
      <form method="post" action="/settings/change">
        <Csrf viewer={viewer} />
        <input type="hidden" name="expectedVersion" value={seen} />
        {settingGroups.map(({ title, fields }) => (
          <fieldset class="sheet">
            <legend>{title}</legend>
            {fields.map((field) => (
              <Control
                field={field}
                value={form ? textTyped(form, field) : plainText(inForce(field.path))}
                inForce={inForce(field.path)}
                refused={refused?.param === field.path ? refused : undefined}
              />
            ))}
          </fieldset>
        ))}
        <p class="hint">Requests that wait keep the settings that they were planned under.</p>
        <p class="actions">
          <button>Put these settings in force</button>
          <a class="button second" href="/settings">
            Leave them
          </a>
        </p>
      </form>
    </>
  );
  return { title: 'Change the settings', body };
} // prettier-ignore

interface ControlOf {
  readonly field: SettingField;
  /** As typed. */
  readonly value: string;
  readonly inForce: unknown;
  readonly refused: Refusal | undefined;
}

/** One setting to choose, to tick or to type, with what it means; what is refused says why right here. */
const Control = ({ field, value, inForce, refused }: ControlOf) => {
  const { path, label, meaning, control } = field;
  const id = `about-${path.replaceAll('.', '-')}`;
  const marks = { name: path, 'aria-describedby': id, ...(refused ? { 'aria-invalid': 'true' as const } : {}) };
  const typed = control.kind === 'list' ? listText(value) : value === 'null' ? '' : value;
  const about = (
    <div id={id} class="about">
      {refused && <p class="wrong">{refused.message}</p>}
      <small>{meaning}</small>
      {value !== plainText(inForce) && <small>In force: {settingText(field, inForce)}.</small>}
    </div>
  );
  if (control.kind === 'switch')
    return (
      <div class="control">
        <label class="inline">
          <input type="checkbox" value="true" checked={value === 'true'} {...marks} />
          <span>
            <strong>{label}</strong>: {control.on}
          </span>
        </label>
        {about}
      </div>
    );
  return (
    <div class="control">
      <label>
        {label}
        {control.kind === 'choice' ? (
          <select {...marks}>
            {control.choices.map(([choice, text]) => (
              <option value={choice} selected={choice === typed}>
                {text}
              </option>
            ))}
          </select>
        ) : (
          <input type={control.kind === 'day' ? 'date' : 'text'} value={typed} {...marks} />
        )}
      </label>
      {about}
    </div>
  );
};
