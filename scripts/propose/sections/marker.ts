import { z } from "zod";
import { digestOf, isBotBranch } from "../../decide/change.ts";
import type { Section } from "../context.ts";

/** The hidden line by which the bot knows its pull request again, whatever people do to the rest of the body. */
export const marker: Section = ({ change }) => markerOf(change.id, digestOf(change));

/** The same for a pull request that answers no findings. */
export function markerOf(id: string, digest: string): string {
  return `<!-- tenure/proposal/1 ${JSON.stringify({ id, digest })} -->`;
}

const content = z.object({ id: z.string(), digest: z.string() });

/** Reads the marker of a body; `undefined` when there is none or it is not ours. */
export function parseMarker(body: string | null): z.output<typeof content> | undefined {
  const match = /<!-- tenure\/proposal\/1 (\{.*?\}) -->/.exec(body ?? "");
  if (!match) return undefined;
  try {
    return content.safeParse(JSON.parse(match[1]!)).data;
  } catch {
    return undefined; // somebody edited the marker: then it is not ours any more
  }
}

/** True for a branch from which the bot opens pull requests; who really wrote it is for the ledger to say. */
export function isBranchOfBot(branch: string): boolean {
  return isBotBranch(branch);
}
