/**
 * Loaded before anything else into each child process: ends it when its parent is gone, however that went.
 * The parent holds the other end of stdin and never writes; when the parent dies, the pipe closes. Unreferenced, so that it keeps nobody alive.
 */
process.stdin.on("close", () => process.exit(1)).resume();
(process.stdin as NodeJS.ReadStream & { unref(): void }).unref();
