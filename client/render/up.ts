import { resolve } from 'node:path';
import type { Principal } from '../../domain/principal.ts';
import { fields } from './table.ts';
import type { Look } from '../terminal.ts';
import type { Up } from '../local/up.ts';
import { commandLine, quoted } from './wording.ts';

export interface UpFacts {
  readonly people: readonly Principal[];
  /** Whether the demo invoices are there to try things on. */
  readonly demo: boolean;
}

/** What serves where, what to look at, what to type and how to stop. */
export function renderUp({ stack, worker, gateway, gatewayUrl, config }: Up, facts: UpFacts, look: Look): string {
  const named = (holders: readonly Principal[]): string =>
    holders.map(({ id, roles }) => `${id} (${roles.map(({ role }) => role).join(', ')})`).join(', ');
  const about = [
    ['Console', look.paint('bold', gatewayUrl)],
    ['Gateway', `${gatewayUrl}  (process ${gateway.pid()})`],
    ['Worker', `task queue ${config.taskQueue}  (process ${worker.pid()})`],
    ['Mail', config.smtpUrl === undefined ? `as .eml files in ${config.mailDir}` : 'by SMTP_URL'],
    ['Data, logs', config.home],
    ['People', named(facts.people.filter(({ type }) => type === 'person'))],
    ['Temporal UI', look.paint('bold', uiOf(config.temporalUiUrl, config.namespace) ?? 'set TEMPORAL_UI_URL to have it shown')],
  ] as const; // prettier-ignore
  const away = config.home === resolve('.countersign') ? [] : [`export COUNTERSIGN_HOME=${quoted(config.home)}`];
  const tries = [...away, ...(facts.demo ? onDemoData : onNothing)].map((line) => `  ${look.paint('cyan', line)}`);
  return [
    look.paint('green', 'Countersign is up.'),
    ...stack.describe().split('\n').map((line) => `  ${line}`),
    fields(about, look),
    '',
    'Try, in another terminal:',
    ...tries,
    '',
    'Ctrl-C stops everything; what was done stays.',
    '',
  ].join('\n'); // prettier-ignore
}

/** The list of workflows, where a newcomer wants to land. */
export const uiOf = (url: string | undefined, namespace: string): string | undefined =>
  url === undefined || url === '' ? undefined : `${url}/namespaces/${encodeURIComponent(namespace)}/workflows`;

const type = (...words: readonly string[]): string => `npx ${commandLine(...words)}`;

const onDemoData = [
  type('login', 'maria'),
  type('login', 'ben'),
  type('actions', 'INV-1001'),
  type('request', 'cancel', 'INV-1001', '--reason', 'duplicate', '--as', 'maria'),
  type('request', 'cancel', 'INV-1002', '--reason', 'order_canceled', '--as', 'maria'),
  type('inbox', '--as', 'ben'),
  `${type('approve')} REQUEST --as ben`,
  type('invoice', 'INV-1002'),
  type('doctor'),
];
const onNothing = [
  type('login', 'maria'),
  type('login', 'ben'),
  `${type('import')} FILE...`,
  `${type('request', 'cancel')} NUMBER --reason duplicate --as maria`,
  type('inbox', '--as', 'ben'),
  type('doctor'),
];
