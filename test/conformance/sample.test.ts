import { describe, expect, it } from "vitest";
import { declaredFacets, judge } from "../../policies/judge.ts";
import { readRecords } from "../../scripts/command/records.ts";
import { entitiesOf } from "../../stacks/entities.ts";
import { exceptionFor } from "../../stacks/model/exception.ts";
import { AS_OF, sampleTree } from "../support/small-organisation.ts";

const DECLARED = readRecords(sampleTree());

describe("test/conformance/sample", () => {
  it("every record can be read, and is about an organisation of the size that the issue asks for", () => {
    const prod = DECLARED.accounts.get("prod")!;
    const of = (type: string) => entitiesOf(DECLARED, "prod").filter(({ entity }) => entity.type === type).length;
    expect([...DECLARED.accounts.keys()].sort()).toEqual(["dev", "prod"]);
    expect(of("user")).toBeGreaterThanOrEqual(10);
    expect(of("role")).toBeGreaterThanOrEqual(5);
    expect(prod.exceptions.length).toBeGreaterThan(0);
  });

  it.each([...DECLARED.accounts.values()].map((account) => [account.name, account] as const))(
    "%s breaks no rule but by exception, and needs every exception that it has",
    (name, account) => {
      const violations = judge(declaredFacets(DECLARED, name), name, DECLARED, AS_OF);
      expect(violations.filter((violation) => !exceptionFor(account.exceptions, violation, AS_OF)).map(({ message }) => message)).toEqual(
        [],
      );
      const used = new Set(violations.flatMap((violation) => exceptionFor(account.exceptions, violation, AS_OF)?.id ?? []));
      expect(account.exceptions.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
    },
  );
});
