import { parseSettings } from '../domain/settings.ts';
import { currentSettings, putSettings } from '../store/settings.ts';
import type { Deps } from './context.ts';
import { json, route, type Route } from './route.ts';
import { settingsAnswer, settingsBody } from './schemas/settings.ts';

/** Persons alone: a key that leaked could turn off what holds it. */
export const settler = { role: 'operator', personWho: 'changes the settings' } as const;

/** How this deployment decides, in the hands of persons with the role operator. */
export const settingsRoutes = ({ store, nowMs }: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/settings',
    operationId: 'getSettings',
    tag: 'settings',
    summary: 'Read the settings in force.',
    caller: 'key',
    answers: { 200: settingsAnswer },
  }).answeredBy(async () => ({ status: 200, body: await currentSettings(store) })),
  route({
    method: 'put',
    path: '/v1/settings',
    operationId: 'putSettings',
    tag: 'settings',
    summary: 'Put settings in force; requests that wait keep their plan.',
    caller: settler,
    body: json(settingsBody, { settings: { preset: 'strict', cancel: { paid: 'unlink' } }, expectedVersion: 1 }),
    answers: { 200: settingsAnswer },
    problems: ['SETTINGS_INVALID', 'STALE_VERSION'],
  }).answeredBy(async ({ principal, body: { settings, expectedVersion } }) => ({
    status: 200,
    body: await putSettings(store, parseSettings(settings), {
      actor: principal.id,
      at: new Date(nowMs()),
      expectedVersion,
    }),
  })),
];
