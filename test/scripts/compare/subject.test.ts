import { describe, expect, it } from "vitest";
import { subjectOfRecord } from "../../../scripts/compare/subject.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import { edit, sample, small } from "../../support/small-organisation.ts";

describe("scripts/compare/subject", () => {
  it.each(["prod", "dev"])("is the ARN that the record's entity has, for every record of %s that becomes one", (name) => {
    const declared = sample();
    const account = declared.accounts.get(name)!;
    for (const { entity, ref } of entitiesOf(declared, name)) {
      const record = account.records.get(ref);
      if (record) expect(subjectOfRecord(record, account)).toBe(entity.arn);
    }
  });

  it("gives a template the name that it would have", () => {
    const account = small().accounts.get("prod")!;
    expect(subjectOfRecord(account.records.get("roles/admin")!, account)).toBe("arn:aws:iam::000000000000:role/admin");
  });

  it("knows a path and the account's partition", () => {
    const declared = small({
      ...edit("accounts/prod/service-accounts/exporter.yaml", "groups:", "path: /batch/\ngroups:"),
      ...edit("accounts/prod/account.yaml", "region: us-east-1", "region: cn-north-1\npartition: aws-cn"),
    });
    const account = declared.accounts.get("prod")!;
    expect(subjectOfRecord(account.records.get("service-accounts/exporter")!, account)).toBe(
      "arn:aws-cn:iam::000000000000:user/batch/exporter",
    );
  });
});
