/** What the stack may use. Read from the environment by config.ts alone; here everything arrives as an argument. */
export interface StackSettings {
  /** TEMPORAL_ADDRESS, `host:port` without TLS. Explicit: if it does not answer, nothing else is tried. */
  readonly temporalAddress?: string | undefined;
  /** MONGODB_URI, of a replica set. Explicit, as above. */
  readonly mongodbUri?: string | undefined;
  /** TEMPORAL_CLI_PATH: the file, explicit. */
  readonly temporalCliPath?: string | undefined;
  /** MONGOMS_SYSTEM_BINARY: the mongod file, explicit. */
  readonly mongodBinary?: string | undefined;
  /** COUNTERSIGN_MONGO: forces a kind; `auto` prefers a real mongod. */
  readonly mongoKind: 'auto' | 'mongod' | 'standin';
  /** Temporal namespace; a dev server creates it. */
  readonly namespace: string;
  /** PATH, searched for temporal, mongod and python3, and handed to the servers. */
  readonly path: string;
  /** Server binaries, about 180 MB; may be shared between checkouts and processes. */
  readonly cacheDir: string;
  /** Databases, logs, ids; one `up` at a time, any number of `test` and `fault` stacks beside it. */
  readonly dataDir: string;
  /** NODE_ENV=production: never a stand-in. */
  readonly production: boolean;
}

/** Driver calls, handed in because store/ is the only home of the driver. Each should give up within 2 s. */
export interface MongoHooks {
  /**
   * Makes the mongod at `uri` (a direct connection) a replica set of the one member `host` (`host:port`).
   * Safe to repeat; a set that knows the member under another port must be reconfigured by force,
   * because a member that does not find itself in its own configuration never becomes primary.
   */
  initiateReplicaSet(uri: string, replicaSet: string, host: string): Promise<void>;
  /** `hello.isWritablePrimary` of the server at `uri`. */
  isWritablePrimary(uri: string): Promise<boolean>;
  /** `buildInfo` of the server at `uri`; `secantusVersion` is what gives a stand-in away. */
  buildInfo(uri: string): Promise<MongoBuildInfo>;
}

export interface MongoBuildInfo {
  readonly version: string;
  readonly secantusVersion?: string | undefined;
}

export type SearchAttributeKind = 'Keyword' | 'KeywordList' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'Text';
export type SearchAttributes = Readonly<Record<string, SearchAttributeKind>>;

/**
 * - `up`: data kept, the usual ports if free, Temporal UI
 * - `test`: a directory of its own, Temporal in memory and headless, exact short timers
 * - `fault`: a directory of its own, Temporal on a file so that it survives kill -9, exact short timers
 */
export type StackMode = 'up' | 'test' | 'fault';

export type Log = (line: string) => void;
