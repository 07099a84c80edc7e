import { isStoreTrouble } from '../store/queries.ts';

export type Read<T> = { readonly reached: true; readonly value: T } | { readonly reached: false };

/** A read of the store where the answer can wait: what the ledger would say, Temporal holds or finds out later. */
export async function ifReached<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { reached: true, value: await read() };
  } catch (error) {
    if (isStoreTrouble(error)) return { reached: false };
    throw error;
  }
}

/** Whether a server answers within the time. */
export async function answers(ping: () => Promise<unknown>, withinMs = 2_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  const answered = ping().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
