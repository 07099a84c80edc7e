import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { readConfig, type Config } from '../../config.ts';
import { readAccessFile } from '../../integrations/access/access-file.ts';
import { StackError } from '../../stack/errors.ts';
import { checkBooks } from '../../store/check-books.ts';
import { openStore, type Store } from '../../store/database.ts';
import type { DoctorReport } from './findings.ts';
import { trailIsProven, twoSign } from './demo-approvals.ts';
import { consoleSigns } from './demo-console.ts';
import { creditUsedNext, differenceBooked, discountGiven, refundPaidOut } from './demo-kinds.ts';
import { booksAgree, documentsAgree, historiesAreShort, mailIsThere } from './demo-proof.ts';
import {
  approverSigns,
  cancelSmall,
  eventForLarge,
  importSamples,
  peopleSignIn,
  requesterApproves,
  workerDies,
} from './demo-requests.ts';
import { createStage, type Stage } from './demo-stage.ts';
import { onInterrupt } from './interrupt.ts';
import { startUp, type Up } from './up.ts';

/** `npm run demo`: the whole product on real servers in a temporary folder; exits 0 only if every claim it prints holds. */
const print = (text: string): void => void process.stdout.write(text);
const startedAtMs = Date.now();
const interrupt = onInterrupt((line) => print(`${line}\n`));
const home = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
try {
  process.exitCode = (await played()) && !interrupt.signal.aborted ? 0 : 1;
} catch (error) {
  if (!interrupt.signal.aborted) tell(error);
  process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
  interrupt.release();
}

/** Errors of the stack know what to type next. */
function tell(error: unknown): void {
  print(`\n  ✗ ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof StackError) for (const line of error.help) print(`    What to do: ${line}\n`);
}

/** Starts everything, plays all acts, and takes everything down again; whether every claim held. */
async function played(): Promise<boolean> {
  const config = demoConfig(home);
  print(`Countersign demo, in ${home}\n`);
  const up = await startUp(config, { log: (line) => print(`  ${line}\n`), signal: interrupt.signal });
  try {
    const store = await openStore({ uri: up.stack.mongo.uri, database: config.database });
    try {
      return await onStage(up, store);
    } finally {
      // On a server that was given the demo leaves nothing behind either; one of its own goes with the folder.
      if (up.stack.mongo.kind === 'given') await store.collections.invoices.db.dropDatabase();
      await store.close();
    }
  } finally {
    await up.stop();
  }
}

async function onStage(up: Up, store: Store): Promise<boolean> {
  const [shop] = (await readAccessFile(up.config.accessFile)).webhooks;
  if (!shop) throw new Error('the sample access file has no shop');
  const webhook = new Webhook(shop.secret);
  const { stage, failed, made } = createStage({
    up,
    shop: { source: shop.source, sign: (id, at, body) => webhook.sign(id, at, body) },
    books: () => checkBooks(store),
    env: commandEnvironment(up.config),
    print,
    signal: interrupt.signal,
  });
  await play(stage);
  const took = ((Date.now() - startedAtMs) / 1_000).toFixed(1);
  print(`\nServed by:\n${up.stack.describe().replaceAll(/^/gm, '  ')}\n\n`);
  if (failed.length === 0) print(`All ${made()} claims hold (${took} s).\n`);
  else
    print(
      `${failed.length} of ${made()} claims do not hold (${took} s):\n${failed.map((one) => `  ✗ ${one}\n`).join('')}`,
    );
  return failed.length === 0;
}

async function play(stage: Stage): Promise<void> {
  stage.say('0. The servers');
  stage.show(stage.up.stack.describe());
  const report = await stage.ask<DoctorReport>('doctor');
  stage.check('countersign doctor finds nothing wrong', report.ok, report);
  await peopleSignIn(stage);
  await importSamples(stage);
  const small = await cancelSmall(stage);
  await documentsAgree(stage, small, { shown: false });
  const waiting = await eventForLarge(stage);
  await requesterApproves(stage, waiting);
  await workerDies(stage, waiting);
  const large = await approverSigns(stage, waiting);
  stage.say('7. Both documents');
  await documentsAgree(stage, large, { shown: true });
  await refundPaidOut(stage);
  await creditUsedNext(stage);
  await discountGiven(stage);
  await differenceBooked(stage);
  await twoSign(stage);
  await trailIsProven(stage);
  await consoleSigns(stage);
  await booksAgree(stage, large);
  await mailIsThere(stage);
  await historiesAreShort(stage, small.invoiceId, large.invoiceId);
}

/** A place of its own for everything, so that neither .countersign nor a server that is shared notices. */
function demoConfig(folder: string): Config {
  const name = `countersign_demo_${process.pid}_${startedAtMs.toString(36)}`;
  return {
    ...readConfig(),
    home: folder,
    accessFile: join(folder, 'access.json'),
    proofKeysFile: join(folder, 'proof-keys.json'),
    sessionsFile: join(folder, 'sessions.json'),
    actAs: undefined,
    apiKey: undefined,
    mailDir: join(folder, 'mail'),
    smtpUrl: undefined,
    database: name,
    taskQueue: name,
    port: 0,
    logLevel: 'info',
  };
}

/** A user's shell: it knows the home, and everything else from there. */
function commandEnvironment({ path, home: folder, taskQueue, namespace }: Config): NodeJS.ProcessEnv {
  return { PATH: path, COUNTERSIGN_HOME: folder, TEMPORAL_TASK_QUEUE: taskQueue, TEMPORAL_NAMESPACE: namespace };
}
