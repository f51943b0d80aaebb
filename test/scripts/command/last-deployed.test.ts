import { describe, expect, it } from "vitest";
import { lastDeployments, recentDeployments } from "../../../scripts/command/last-deployed.ts";
import type { Source } from "../../../scripts/command/source.ts";
import { type Entry, type Facts, nextEntry } from "../../../scripts/ledger/entry.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { deployedFacts } from "../../support/entries.ts";
import { AS_OF, SMALL, small, smallTree } from "../../support/small-organisation.ts";

const [A, B, C] = ["a", "b", "c"].map((letter) => letter.repeat(40) as Commit) as [Commit, Commit, Commit];

function entriesOf(
  ...deployed: readonly (readonly [stack: string, commit: Commit, result?: Facts<"deployed">["result"]])[]
): readonly Entry[] {
  return deployed.map(([stack, commit, result = "succeeded"]) =>
    nextEntry(undefined, "deployed", AS_OF, deployedFacts({ stack, commit, result })),
  );
}

const ACCOUNT = "accounts/prod/account.yaml";
const inSlices = (slices: number) => small({ [ACCOUNT]: `${SMALL[ACCOUNT]}slices: ${slices}\n` });

/** The commit that was deployed last to each of these stacks. */
async function commits(entries: readonly Entry[], slices: number, ...stacks: readonly string[]) {
  const asked: Commit[] = [];
  const at = async (commit: Commit) => {
    asked.push(commit);
    return commit === C ? undefined : { ...smallTree(), commit };
  };
  const source: Source = { tree: smallTree(), prefix: "stacks/", branch: undefined, description: "HEAD", at };
  const lastOf = lastDeployments(entries, source, inSlices(slices));
  const found = await Promise.all(stacks.map(async (stack) => (await lastOf(stack))?.side?.tree.commit));
  expect(new Set(asked).size).toBe(asked.length);
  return found;
}

describe("scripts/command/last-deployed", () => {
  it("finds the last deployment of a stack that succeeded", async () => {
    expect(await commits(entriesOf(["prod", A], ["dev", B], ["prod", B, "failed"]), 1, "prod")).toEqual([A]);
  });

  it("knows nothing of a stack that was never deployed", async () => {
    expect(await commits(entriesOf(["dev", A]), 1, "prod")).toEqual([undefined]);
    expect(await commits([], 1, "prod")).toEqual([undefined]);
  });

  it("still names the commit when its records cannot be had any more: that is no first deployment", async () => {
    const source = { at: async () => undefined } as unknown as Source;
    expect(await lastDeployments(entriesOf(["prod", C]), source, inSlices(1))("prod")).toEqual({ commit: C, side: undefined });
  });

  it("knows each slice by itself", async () => {
    expect(await commits(entriesOf(["prod.0", A], ["prod.1", A], ["prod.1", B]), 2, "prod.0", "prod.1")).toEqual([A, B]);
  });

  it("takes what the account had before it was spread anew, also where a stack of that name is of an older time", async () => {
    expect(await commits(entriesOf(["prod", A]), 2, "prod.0", "prod.1")).toEqual([A, A]);
    expect(await commits(entriesOf(["prod", A], ["prod.0", B], ["prod.1", B]), 1, "prod")).toEqual([B]);
    expect(await commits(entriesOf(["prod.0", A], ["prod.1", A]), 3, "prod.0", "prod.1", "prod.2")).toEqual([A, A, A]);
  });

  it("finds the deployments of minutes ago with the records before each, failed ones too", async () => {
    const times = ["2026-11-23T12:00:00Z", "2026-11-23T12:57:00Z", "2026-11-23T12:58:00Z", "2026-11-23T12:59:00Z"] as Instant[];
    const deployed = entriesOf(["prod", A], ["dev", A], ["prod", B, "failed"], ["prod", B]);
    const entries = deployed.map((entry, index) => ({ ...entry, number: index + 1, at: times[index]! }));
    const source = { at: async (commit: Commit) => ({ ...smallTree(), commit }) };
    const recentOf = recentDeployments({ read: async () => entries }, source, small());
    const found = await recentOf("prod", "2026-11-23T13:00:00Z" as Instant);
    expect(found.map(({ at, before }) => [at, before?.commit])).toEqual([
      [times[2], A],
      [times[3], A],
    ]);
    expect(await recentOf("dev", "2026-11-23T13:00:00Z" as Instant)).toEqual([{ at: times[1], before: undefined }]);
    expect(await recentOf("prod", "2026-11-23T13:05:00Z" as Instant)).toEqual([]);
    expect(await recentDeployments({ read: async () => entries }, undefined, small())("prod", times[3]!)).toEqual([]);
  });

  it("leaves out a deployment before which nobody knows what was: then everything is a finding", async () => {
    const entries = entriesOf(["prod", C], ["prod", A]).map((entry, index) => ({ ...entry, number: index + 1 }));
    const recentOf = recentDeployments({ read: async () => entries }, { at: async () => undefined }, small());
    expect(await recentOf("prod", AS_OF)).toEqual([{ at: AS_OF, before: undefined }]);
  });
});
