import { describe, expect, it } from "vitest";
import { retire } from "../../../../scripts/decide/responses/retire.ts";
import { merged, situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { AS_OF, edit, PROD, SMALL, small, smallTree } from "../../../support/small-organisation.ts";

const situation = situationOf(small());
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const OLD = `arn:aws:iam::${PROD}:policy/old`;
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
    ["a user", { [EXPORTER]: `${SMALL[EXPORTER]}legacy: { attached: ["${OLD}"] }\n` }, "service-accounts/exporter"],
    [
      "a group",
      edit("accounts/prod/groups/readers.yaml", "permissions:", `legacy: { attached: ["${OLD}"] }\npermissions:`),
      "groups/readers",
    ],
  ] as const)("does not retire a policy that %s still has attached by its ARN", (_, files, user) => {
    const permission = SMALL["accounts/prod/permissions/ledger-write.yaml"]!;
    const declared = small({ ...files, "accounts/prod/permissions/old.yaml": permission });
    expect(retire(someFinding({ record: "permissions/old" }), situationOf(declared))).toEqual({
      nothing: `${user} still use it: renew it, or take it out of them first`,
    });
  });

  it.each([
    ["groups/writers", "service-accounts/exporter still use it: renew it, or take it out of them first"],
    ["permissions/ledger-write", "groups/writers, roles/support, workloads/worker still use it: renew it, or take it out of them first"],
  ] as const)("does not retire %s while others use it", (record, nothing) => {
    expect(retire(someFinding({ record }), situation)).toEqual({ nothing });
  });
});
