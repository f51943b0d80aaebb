import { readFile, stat } from "node:fs/promises";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import { PartError, type Recorder } from "../part.ts";

/** An export as it lies there. `writtenAt` is the file's own time: a copy that does not keep it makes an old feed look new. */
export type Export = { bytes: Uint8Array; writtenAt: Instant };

/** Reads an export. @throws PartError when it is not there: that may heal by itself, since feeds come late. */
export async function readExport(file: string, recorder: Recorder): Promise<Export> {
  recorder.call("read");
  try {
    return { bytes: await readFile(file), writtenAt: instantOf((await stat(file)).mtime) };
  } catch (cause) {
    throw new PartError("read", `cannot read ${file}: ${(cause as Error).message}`, { cause, retry: true });
  }
}
