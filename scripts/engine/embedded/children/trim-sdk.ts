import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Loaded before anything else into each child process: leaves out what Pulumi's SDK does for other engines and programs.
 * Debug messages: one request for each of several messages a resource, dropped by this engine anyway, since whole answers stand in them, secrets included.
 * `@npmcli/arborist`: a third of the SDK's loading time, for functions that are sent elsewhere as code, which this engine does not support.
 */
const sdk = createRequire(createRequire(join(process.cwd(), "package.json")).resolve("@pulumi/pulumi/package.json"));
const silent = sdk("./log/index.js") as { debug(): Promise<void> };
silent.debug = () => Promise.resolve();

for (const module of ["@npmcli/arborist", ...(process.argv[1]?.endsWith("run-policy-pack") ? [] : ["./typescript-shim.js"])]) {
  const filename = sdk.resolve(module);
  const refuse = () => {
    throw new Error("not supported by the embedded engine: functions that are sent elsewhere as code; install the Pulumi CLI");
  };
  const exports = new Proxy(refuse, { get: (_target, name) => (name === "__esModule" ? true : refuse) });
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
