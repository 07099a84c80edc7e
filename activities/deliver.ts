import { writeNotice } from '../domain/notices.ts';
import type { OutboxRecord } from '../store/records.ts';
import type { Store } from '../store/database.ts';
import { claimRow, markFailed, markSent } from '../store/outbox.ts';

/** One message, ready to send. `id` is the same when it is sent again. */
export interface Message {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface DeliveryDeps {
  readonly store: Store;
  /** Sends one message or throws; may be called again with the same id. */
  readonly send: (message: Message) => Promise<void>;
  readonly nowMs: () => number;
  readonly log: (level: 'info' | 'warn', text: string, facts: Readonly<Record<string, unknown>>) => void;
  /** How long to rest when nothing is due, ms. */
  readonly restMs: number;
}

export interface DeliveryLoop {
  /** Stops after the message in hand. */
  stop(): Promise<void>;
}

/** Delivers what is due now, one message after the other; answers how many it tried. */
export async function deliverDue(
  { store, send, nowMs, log }: Omit<DeliveryDeps, 'restMs'>,
  isStopped: () => boolean = () => false,
): Promise<number> {
  let tried = 0;
  for (
    let row = await claimRow(store, new Date(nowMs()));
    row && !isStopped();
    row = await claimRow(store, new Date(nowMs()))
  ) {
    tried += 1;
    try {
      await send(messageOf(row));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      log('warn', 'a message was not delivered; it is tried again', {
        id: row._id,
        attempts: row.attempts,
        error: text,
      });
      await markFailed(store, row, text, new Date(nowMs()));
      continue;
    }
    await markSent(store, row._id, new Date(nowMs()));
  }
  return tried;
}

const messageOf = (row: OutboxRecord): Message => ({
  id: row._id,
  to: row.recipient,
  ...writeNotice(row.topic, row.facts),
});

/** Delivers for as long as the process lives: what a dead process claimed is due again when its claim ends. */
export function startDelivery(deps: DeliveryDeps): DeliveryLoop {
  let stopped = false;
  let wake = (): void => undefined;
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, deps.restMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        await deliverDue(deps, () => stopped);
      } catch (error) {
        deps.log('warn', 'the outbox could not be read; it is tried again', {
          error: error instanceof Error ? error.message : String(error),
        });
      }
      if (!stopped) await rest();
    }
  };
  const running = loop();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
