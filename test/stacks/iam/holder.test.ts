import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { managedPolicy, policiesOf } from "../../../stacks/iam/holder.ts";
import { managedDocument } from "../../../stacks/iam/managed.ts";
import { groupEntity, policyEntity, roleEntity, userEntity } from "../../support/builders.ts";

const READ = policyEntity("read");
const INLINE = policyEntity("inline").document;
const S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" as Arn;
const UNKNOWN = "arn:aws:iam::aws:policy/SecurityAudit" as Arn;
const readers = groupEntity("readers", { attached: [READ.arn, S3], inline: { more: INLINE } });
const SURROUNDINGS = { groups: [readers], policies: [READ] };

describe("stacks/iam/holder", () => {
  it("finds what a user has by itself and through its groups, and says through which", () => {
    const user = userEntity("ada", { attached: [UNKNOWN], inline: { own: INLINE }, groups: ["readers"] });
    expect(policiesOf(user, SURROUNDINGS)).toEqual([
      { name: UNKNOWN, arn: UNKNOWN, document: undefined, group: undefined },
      { name: "inline policy own", arn: undefined, document: INLINE, group: undefined },
      { name: READ.arn, arn: READ.arn, document: READ.document, group: "readers" },
      { name: S3, arn: S3, document: managedDocument(S3), group: "readers" },
      { name: "inline policy more", arn: undefined, document: INLINE, group: "readers" },
    ]);
  });

  it("does not take a group that is not known for one without permissions", () => {
    expect(policiesOf(userEntity("ada", { groups: ["ghosts"] }), SURROUNDINGS)).toEqual([
      { name: "group ghosts", arn: undefined, document: undefined, group: "ghosts" },
    ]);
  });

  it("finds nothing where there is nothing: a role without policies, a provider", () => {
    expect(policiesOf(roleEntity("worker"), SURROUNDINGS)).toEqual([]);
    expect(policiesOf({ type: "provider" }, SURROUNDINGS)).toEqual([]);
  });

  it("takes a policy for its own holder", () => {
    expect(policiesOf(READ, SURROUNDINGS)).toEqual([{ name: "itself", arn: undefined, document: READ.document, group: undefined }]);
  });

  it("does not guess the document of a policy of the account that is not known", () => {
    expect(managedPolicy("arn:aws:iam::000000000000:policy/ghost" as Arn, [READ]).document).toBeUndefined();
  });
});
