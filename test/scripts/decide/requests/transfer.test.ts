import { describe, expect, it } from "vitest";
import { nameOf } from "../../../../scripts/decide/requests/request.ts";
import { ownedBy, transfer, transferAccounts } from "../../../../scripts/decide/requests/transfer.ts";
import type { RecordRef } from "../../../../stacks/model/ref.ts";
import { small } from "../../../support/small-organisation.ts";

const DECLARED = small();
const PROD = DECLARED.accounts.get("prod")!;
const placed = (...refs: RecordRef[]) => refs.map((ref) => ({ account: PROD, record: PROD.records.get(ref)! }));

describe("scripts/decide/requests/transfer", () => {
  it("changes the owner and nothing else", () => {
    expect(transfer(placed("groups/writers"), "team/payments", "team/platform")).toEqual({
      edits: [{ change: "accounts/prod/groups/writers.yaml", steps: [{ set: ["owner"], to: "team/platform" }] }],
      refused: [],
      notes: [],
    });
  });

  it("leaves what belongs to somebody else, and access of a person's own", () => {
    const { edits, refused } = transfer(placed("groups/readers", "people/w1"), "person/w1", "team/platform");
    expect(edits).toEqual([]);
    expect(refused).toEqual([
      { record: "prod/groups/readers", because: "its owner is team/platform, not person/w1" },
      { record: "prod/people/w1", because: "it is the access of person/w1 itself, which nobody else can take over" },
    ]);
  });

  it("leaves a grant with the person who was given it", () => {
    const grant =
      "who: person/w2\nrole: admin\nreason: INC-1 restore of the ledger\nstarts: 2026-11-24T10:00:00Z\nends: 2026-11-24T12:00:00Z\n";
    const declared = small({ "accounts/prod/grants/inc-1.yaml": grant });
    const account = declared.accounts.get("prod")!;
    const { edits, refused } = transfer([{ account, record: account.records.get("grants/inc-1")! }], "person/w2", "team/payments");
    expect([edits, refused.map(({ because }) => because)]).toEqual([
      [],
      ["it is the access of person/w2 itself, which nobody else can take over"],
    ]);
    expect(ownedBy(declared, "person/w2")).toEqual([]);
  });

  it("says where the old owner is named besides: that is access, and not handed on by the way", () => {
    expect(transfer(placed("roles/admin"), "team/platform", "team/payments").notes).toEqual([
      "prod/roles/admin still names team/platform in requestable.by: that is for its approvers to decide",
    ]);
  });

  it("finds all that an owner answers for, accounts too", () => {
    expect(ownedBy(DECLARED, "team/platform").map(nameOf)).toEqual(["prod/groups/readers", "prod/roles/admin"]);
    expect(ownedBy(DECLARED, "person/w1")).toEqual([]);
    expect(transferAccounts([PROD], "team/platform", "team/payments").edits).toEqual([
      { change: "accounts/prod/account.yaml", steps: [{ set: ["owner"], to: "team/payments" }] },
    ]);
    expect(transferAccounts([PROD], "team/payments", "team/platform").edits).toEqual([]);
  });
});
