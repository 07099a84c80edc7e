import { keyDaysMax, serviceRoles, type ServiceKey } from '../../domain/api-key.ts';
import { Badge, Csrf, Moment } from '../console/parts.tsx';
import { listIn, textIn, type Typed } from '../console/typed.ts';
import type { Viewer } from '../console/viewer.ts';

/** Where they are kept. */
export const keysPath = '/settings/keys';

/** Whose keys there are, what for and until when. */
export const KeyTable = ({ keys, viewer }: { readonly keys: readonly ServiceKey[]; readonly viewer: Viewer }) => (
  <div class="scroll" tabindex={0} role="region" aria-label="Keys">
    <table>
      <caption>Oldest first; the keys themselves are kept nowhere</caption>
      <thead>
        <tr>
          <th scope="col">Whose</th>
          <th scope="col">For</th>
          <th scope="col">State</th>
          <th scope="col">Given</th>
          <th scope="col">Ends</th>
          <th scope="col">Last used</th>
          <th scope="col">
            <span class="visually-hidden">Revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow of={key} viewer={viewer} />
        ))}
      </tbody>
    </table>
  </div>
);

const KeyRow = ({ of, viewer }: { readonly of: ServiceKey; readonly viewer: Viewer }) => {
  const { keyId, principalId, name, roles, state, createdAt, createdBy, expiresAt, lastUsedAt } = of;
  const moment = (at: string) => <Moment at={at} formats={viewer.formats} />;
  return (
    <tr>
      <th scope="row">
        {principalId} <small class="code">{keyId}</small>
      </th>
      <td>
        {roles.join(', ')} {name !== undefined && <small>{name}</small>}
      </td>
      <td>
        <Badge state={state} />
      </td>
      <td>
        {moment(createdAt)} by {createdBy}
      </td>
      <td>{moment(expiresAt)}</td>
      <td>{lastUsedAt === undefined ? 'never' : moment(lastUsedAt)}</td>
      <td>
        {state === 'active' && (
          <form method="post" action={`${keysPath}/${encodeURIComponent(keyId)}/revoke`}>
            <Csrf viewer={viewer} />
            <button class="danger">
              Revoke<span class="visually-hidden">{` the key ${keyId} of ${principalId}`}</span>
            </button>
          </form>
        )}
      </td>
    </tr>
  );
};

/** A key for a service or an agent. */
export const NewKey = ({ services, form, viewer }: { readonly services: readonly string[]; readonly form: Typed; readonly viewer: Viewer }) => (
  <form method="post" action={keysPath} class="sheet" aria-labelledby="new-key">
    <Csrf viewer={viewer} />
    <h2 id="new-key">Give a key</h2>
    {services.length === 0 && <p class="hint">No service or agent may act: a directory-admin adds one under People.</p>}
    <div class="columns">
      <label>
        Service or agent
        <select name="service" required>
          {services.map((id) => (
            <option value={id} selected={id === textIn(form, 'service')}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        Days that it lasts
        <input type="number" name="days" min="1" max={String(keyDaysMax)} value={textIn(form, 'days') ?? String(keyDaysMax)} />
      </label>
      <label>
        What it is for
        <input name="name" value={textIn(form, 'name')} maxlength={80} autocomplete="off" />
      </label>
    </div>
    <fieldset class="boxes">
      <legend>Roles, of those that it has</legend>
      {serviceRoles.map((role) => (
        <label class="inline">
          <input type="checkbox" name="roles" value={role} checked={listIn(form, 'roles').includes(role)} />
          {role}
        </label>
      ))}
    </fieldset>
    <button>Make the key</button>
  </form>
); // prettier-ignore
