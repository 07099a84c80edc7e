import { z } from 'zod';
import { Refused } from '../domain/errors.ts';
import { currentSettings } from '../store/settings.ts';
import type { Deps } from './context.ts';
import { answers } from './outage.ts';
import { route, type Route } from './route.ts';

const alive = z.strictObject({ status: z.literal('ok') });
const ready = z.strictObject({ status: z.literal('ready'), temporal: z.literal(true), mongodb: z.literal(true) });

/** `/healthz`: the process lives. `/readyz`: both servers answer, else 503 naming which does not. */
export const healthRoutes = ({ store, pingTemporal }: Deps): readonly Route[] => [
  route({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    tag: 'gateway',
    summary: 'Whether the process lives.',
    caller: 'anybody',
    answers: { 200: alive },
  }).answeredBy(async () => ({ status: 200, body: { status: 'ok' } })),
  route({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tag: 'gateway',
    summary: 'Whether Temporal and MongoDB answer.',
    caller: 'anybody',
    answers: { 200: ready },
    problems: ['UNAVAILABLE'],
  }).answeredBy(async () => {
    const [temporal, mongodb] = await Promise.all([answers(pingTemporal), answers(() => currentSettings(store))]);
    if (temporal && mongodb) return { status: 200, body: { status: 'ready', temporal, mongodb } };
    const silent = [...(temporal ? [] : ['Temporal']), ...(mongodb ? [] : ['MongoDB'])];
    throw new Refused('UNAVAILABLE', { detail: `Not answering: ${silent.join(', ')}.` });
  }),
];
