import { describe, expect, it } from "vitest";
import { extraEntities, readExtra } from "../../../scripts/command/extra.ts";
import { UNKNOWN } from "../../../scripts/engine/port.ts";
import { operation } from "../../support/plans.ts";
import { AS_OF, PROD, small, smallTree } from "../../support/small-organisation.ts";
import { REPOSITORY } from "../../support/sources.ts";

const DECLARED = small();
const TAGS = { owner: "team/payments", expires: "2027-02-28T00:00:00Z" };
const USER = { type: "aws:iam/user:User", after: { name: "probe", path: "/ci/", tags: TAGS } };

describe("scripts/command/extra", () => {
  it("asks nothing for an account without a program", async () => {
    const asking = { project: REPOSITORY, declared: DECLARED, tree: smallTree(), asOf: AS_OF, environment: {} };
    expect(await readExtra("prod", asking)).toEqual({ complete: true, entities: [] });
  });

  it("reads entities from the operations that no record makes, each by the name of its resource", () => {
    const operations = [
      operation("same", "service-accounts/exporter", { after: { name: "exporter" } }),
      operation("create", "probe", USER),
    ];
    expect(extraEntities(operations, "after", "prod", DECLARED).map(({ entity, ref }) => [entity.arn, ref])).toEqual([
      [`arn:aws:iam::${PROD}:user/ci/probe`, "extra/probe"],
    ]);
  });

  it("reads what was there before from deletions", () => {
    const gone = operation("delete", "probe", { ...USER, before: USER.after, after: undefined });
    expect(extraEntities([gone], "before", "prod", DECLARED).map(({ ref }) => ref)).toEqual(["extra/probe"]);
    expect(extraEntities([gone], "after", "prod", DECLARED)).toEqual([]);
  });

  it("refuses to guess a value that is not known yet", () => {
    const operations = [operation("create", "probe", { ...USER, after: { ...USER.after, permissionsBoundary: UNKNOWN } })];
    expect(() => extraEntities(operations, "after", "prod", DECLARED)).toThrow(
      "accounts/prod/extra.ts: permissionsBoundary of probe is not known before it is deployed: state it, an ARN with `arn(type, name)`",
    );
  });

  it("leaves what a program attaches to a record's identity to the record", () => {
    const type = "aws:iam/userPolicyAttachment:UserPolicyAttachment";
    const after = { user: "exporter", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
    expect(extraEntities([operation("create", "more", { type, after })], "after", "prod", DECLARED)).toEqual([]);
  });
});
