import { describe, expect, it } from "vitest";
import { retire } from "../../../../scripts/decide/responses/retire.ts";
import { merged, situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { AS_OF, small, smallTree } from "../../../support/small-organisation.ts";

const situation = situationOf(small());
const FILES = { "accounts/prod/groups/empty.yaml": "owner: team/payments\npurpose: Nobody is in it\nexpires: 2026-11-01\n" };

describe("scripts/decide/responses/retire", () => {
  it("moves the record to retired/ and says when, why and where", () => {
    const answer = retire(someFinding({ record: "groups/empty", message: "it ended" }), situationOf(small(FILES)));
    expect(answer).toEqual({
      action: "retire",
      edits: [
        {
          move: "accounts/prod/groups/empty.yaml",
          to: "accounts/prod/retired/groups/empty.yaml",
          steps: [{ set: ["retired"], to: { at: AS_OF, reason: "it ended", ref: situation.branch } }],
        },
      ],
      notes: [
        "What is removed does not come back: a user's or role's unique id, its password, its keys and MFA devices are gone for good.",
      ],
    });
  });

  it("leaves a tree that can be read, in which the name is taken", () => {
    const answer = retire(someFinding({ record: "groups/empty" }), situationOf(small(FILES)));
    const account = merged(smallTree(FILES), "edits" in answer ? answer.edits : []).accounts.get("prod")!;
    expect([account.records.has("groups/empty"), account.retired.has("groups/empty")]).toEqual([false, true]);
  });

  it.each([
    ["groups/writers", "service-accounts/exporter still use it: renew it, or take it out of them first"],
    ["permissions/ledger-write", "groups/writers, roles/support, workloads/worker still use it: renew it, or take it out of them first"],
  ] as const)("does not retire %s while others use it", (record, nothing) => {
    expect(retire(someFinding({ record }), situation)).toEqual({ nothing });
  });
});
