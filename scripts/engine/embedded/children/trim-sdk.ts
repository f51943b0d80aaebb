import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Loaded before anything else into each child process: leaves out what Pulumi's SDK does for other engines and programs.
 * Together it is more than half of what a process of the SDK would do before it says its first word.
 */
const sdk = createRequire(createRequire(join(process.cwd(), "package.json")).resolve("@pulumi/pulumi/package.json"));

/** Puts something in the place of a module that nobody has loaded yet. */
function replace(module: string, exports: object): void {
  const filename = sdk.resolve(module);
  sdk.cache[filename] = {
    id: filename,
    filename,
    path: filename,
    loaded: true,
    exports,
    children: [],
    paths: [],
  } as unknown as NodeJS.Module;
}

const nothing = () => undefined;
const refuse = () => {
  throw new Error("not supported by the embedded engine: functions that are sent elsewhere as code; install the Pulumi CLI");
};
const refusing = () => new Proxy(refuse, { get: (_target, name) => (name === "__esModule" ? true : refuse) });

// Places in the sources of the SDK are of no use to who writes records, and Node runs ours as they are written.
replace("source-map-support/register", {});

// Spans for a collector that nobody has named.
const span = new Proxy({}, { get: () => nothing });
replace("./cmd/run/tracing.js", { start: nothing, stop: nothing, newSpan: () => span });

// Functions that are sent elsewhere as code, which this engine does not support: the compiler that takes them apart, and the debugger that
// listens to every script from the start so that they could be found again.
replace("./runtime/closure/v8Hooks.js", { isInitializedAsync: () => Promise.resolve(), getSessionAsync: refuse, getScriptUrl: refuse });
replace("./runtime/closure/serializeClosure.js", refusing());
replace("./runtime/closure/codePaths.js", refusing());

// The compiler for a program or pack that is TypeScript all through: ours starts at a JavaScript file or is run by Node itself.
const [compiler, runner] = ["./typescript-shim.js", "./tsutils.js"];
replace(compiler, { version: "0.0.0", parseConfigFileTextToJson: () => ({ config: {} }) });
replace(runner, {
  loadTypeScriptCompilerOptions: () => ({}),
  typeScriptRequireStrings: () => ({ typescriptRequire: sdk.resolve(compiler), tsnodeRequire: sdk.resolve("source-map-support/register") }),
});
Object.assign(sdk("source-map-support/register") as object, { register: nothing });

// Where in the program each resource stands, with a whole stack for each: the engine has no use for it.
const { Resource } = sdk("./resource.js") as { Resource: { callsites(): readonly object[] } };
Resource.callsites = () => [];

// Debug messages: one request for each of several messages a resource, dropped by this engine anyway, since whole answers stand in them, secrets included.
const silent = sdk("./log/index.js") as { debug(): Promise<void> };
silent.debug = () => Promise.resolve();
