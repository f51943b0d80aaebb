import { stdout } from "node:process";
import { observeInto } from "../../scripts/command/observe.ts";
import { quietLog } from "./fake-engine.ts";
import { smallIn } from "./real-account.ts";

/** A child process of tests: observes an account into a file, and stands still after it has read something. `<account id> <file>` */
const [id, file] = process.argv.slice(2) as [string, string];
const account = {
  id,
  endpoint: "",
  environment: {},
  client: { endpoint: "", region: "", credentials: { accessKeyId: "", secretAccessKey: "" } },
};
const declared = smallIn(account);
const { log } = quietLog();
const progress = (line: string) => {
  if (!line.endsWith("sessions: reading")) return;
  stdout.write("reading\n");
  // Nothing else runs until the signal arrives: it comes in the very middle.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
};
await observeInto(file, declared.accounts.get("prod")!, declared, false, { ...log, progress });
