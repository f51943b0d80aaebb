/** Runs actions one after the other, in the order in which they were given. */
export type Turns = <T>(action: () => Promise<T>) => Promise<T>;

/** Starts an empty queue. */
export function startTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const mine = last.then(action, action);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Runs a bounded number of actions at once. */
export type Limit = {
  run<T>(action: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
};

/** Starts with nothing running. */
export function startLimit(most: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  const idlers: (() => void)[] = [];
  const enter = async () => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) return next(); // takes over the place
    running -= 1;
    if (running === 0) for (const idler of idlers.splice(0)) idler();
  };
  return {
    run: async (action) => {
      await enter();
      try {
        return await action();
      } finally {
        leave();
      }
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  };
}
