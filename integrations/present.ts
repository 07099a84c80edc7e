type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out the fields that are undefined: a document says nothing where its source said nothing, so hashes agree. */
export function present<T extends object>(fields: T): Present<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Present<T>;
}

/** As `present`; nothing at all where no field is left. */
export function someOf<T extends object>(fields: T): Present<T> | undefined {
  const some = present(fields);
  return Object.keys(some).length === 0 ? undefined : some;
}
