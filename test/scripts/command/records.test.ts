import { describe, expect, it } from "vitest";
import { UsageError } from "../../../scripts/command/options.ts";
import { chosenStacks, readRecords } from "../../../scripts/command/records.ts";
import { RecordError } from "../../../stacks/model/errors.ts";
import { exceptionText } from "../../support/findings.ts";
import { sample, sampleTree, small, smallTree } from "../../support/small-organisation.ts";

describe("scripts/command/records", () => {
  it("reads what is valid", () => {
    expect([...readRecords(sampleTree()).accounts.keys()].sort()).toEqual(["dev", "prod"]);
  });

  it.each(["key-limit-active", "expired", "non-compliant"])("knows that an exception may name the rule or check %s", (rule) => {
    expect(() => readRecords(smallTree({ "accounts/prod/exceptions/x.yaml": exceptionText(rule, "people/w1") }))).not.toThrow();
  });

  it("refuses an exception from a rule that there is not, with the line and the nearest name", () => {
    const tree = smallTree({ "accounts/prod/exceptions/x.yaml": `# why\n${exceptionText("key-limit-activ", "people/w1")}` });
    expect(() => readRecords(tree)).toThrow(
      new RecordError([
        {
          file: "accounts/prod/exceptions/x.yaml",
          line: 2,
          message: 'rule: there is no rule or check "key-limit-activ"; did you mean "key-limit-active"?',
        },
      ]),
    );
  });

  it("refuses what cannot be read, with all problems at once", () => {
    const tree = smallTree({ "accounts/prod/people/w1.yaml": "owner: person/w1\n", "accounts/prod/groups/readers.yaml": "oops\n" });
    expect(() => readRecords(tree)).toThrow(/accounts\/prod\/groups\/readers\.yaml:1: .*\n(.*\n)*accounts\/prod\/people\/w1\.yaml:1: /);
  });

  describe("the stacks that are asked for", () => {
    it("are all unless one is named", () => {
      expect(chosenStacks(sample(), undefined)).toEqual(["dev", "prod"]);
      expect(chosenStacks(sample(), "prod")).toEqual(["prod"]);
    });

    it.each([
      ["prd", '--stack: there is no accounts/prd/account.yaml; did you mean "prod"?'],
      ["staging", "--stack: there is no accounts/staging/account.yaml; there are dev, prod"],
      ["", "--stack: there is no accounts//account.yaml; there are dev, prod"],
      ["constructor", "--stack: there is no accounts/constructor/account.yaml; there are dev, prod"],
    ])("cannot be %j", (name, message) => {
      expect(() => chosenStacks(sample(), name)).toThrow(new UsageError(message));
    });

    it("are what there is, also when that is one", () => {
      expect(chosenStacks(small(), undefined)).toEqual(["prod"]);
    });
  });
});
