/** A call of a module's function with one object, whose methods and properties the caller answers while it runs. */
export interface RemoteCall {
  /** Absolute URL of an ES module. */
  readonly module: string
  readonly exportName: string
  /** Plain properties of the object. */
  readonly facts: Readonly<Record<string, number | string>>
  /** Names of its properties that are asked for each time they are read. */
  readonly properties: readonly string[]
  /** Names of its methods; to the function they are synchronous, and throw what `answer` throws: its `name`, `message` and `code`. */
  readonly methods: readonly string[]
  /** What a method gives for these arguments, or a property without any, as JSON or undefined. */
  answer(name: string, args: readonly unknown[]): unknown
  /** The call is ended when it takes longer; importing the module does not count. */
  readonly timeoutMs?: number | undefined
}

/** Runs functions of modules elsewhere: in threads, in processes, on other machines. Several calls may run at once. */
export interface Executor {
  /**
   * What the function returns or resolves to.
   * @throws what the function throws, as an Error with its `name`, `message` and `code`; BarcastError `workers/timeout`, `workers/ended` when what ran it is gone,
   * `workers/function` when there is no such function, `task/aborted`.
   */
  run(call: RemoteCall, signal?: AbortSignal): Promise<unknown>
  /** Ends what runs and lets go of threads; harmless when called again. */
  close(): void
}
