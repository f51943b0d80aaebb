import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionHolds, OPERATOR_NAMES, operatorSpellings, parseOperator } from "../../../stacks/iam/condition.ts";
import { closedContext, openContext } from "../../../stacks/iam/context.ts";

const NOTHING = closedContext({});
const ANYTHING = openContext({});
const holds = (operator: string, requested: string | readonly string[] | undefined, stated: string | readonly string[]) =>
  conditionHolds(
    { operator, key: "aws:Key", values: [stated].flat() },
    requested === undefined ? NOTHING : closedContext({ "AWS:key": requested }),
  );

describe("stacks/iam/condition", () => {
  // IAM User Guide, "IAM JSON policy elements: Condition operators": each operator with what holds and what does not.
  it.each([
    ["StringEquals", "a", "a", "yes"],
    ["StringEquals", "A", "a", "no"],
    ["StringEquals", "abc", "a*", "no"],
    ["StringEquals", "b", ["a", "b"], "yes"],
    ["StringNotEquals", "b", ["a", "b"], "no"],
    ["StringNotEquals", "c", ["a", "b"], "yes"],
    ["StringEqualsIgnoreCase", "A", "a", "yes"],
    ["StringNotEqualsIgnoreCase", "A", "a", "no"],
    ["StringLike", "abc", "a*", "yes"],
    ["StringLike", "Abc", "a*", "no"],
    ["StringLike", "a*c", `a\${*}c`, "yes"],
    ["StringLike", "abc", `a\${*}c`, "no"],
    ["StringNotLike", "abc", ["x", "a?c"], "no"],
    ["stringlike", "abc", "a*", "yes"],
    ["NumericEquals", "10", "10.0", "yes"],
    ["NumericNotEquals", "10", "11", "yes"],
    ["NumericLessThan", "9", "10", "yes"],
    ["NumericLessThanEquals", "10", "10", "yes"],
    ["NumericGreaterThan", "9", "10", "no"],
    ["NumericGreaterThanEquals", "10", "10", "yes"],
    ["DateEquals", "2027-03-31T00:00:00Z", "2027-03-31", "yes"],
    ["DateNotEquals", "2027-03-31T00:00:00Z", "2027-03-31T00:00:01Z", "yes"],
    ["DateLessThan", "2027-03-30T23:59:59Z", "2027-03-31T00:00:00Z", "yes"],
    ["DateGreaterThanEquals", "2027-03-30T23:59:59Z", "2027-03-31T00:00:00Z", "no"],
    ["DateGreaterThanEquals", "2027-03-31T00:00:00Z", "2027-03-31T00:00:00Z", "yes"],
    ["DateGreaterThanEquals", "2027-03-31T01:30:00+01:00", "2027-03-31T00:00:00Z", "yes"],
    ["DateGreaterThan", "1806451201", "2027-03-31T00:00:00Z", "yes"],
    ["Bool", "true", "True", "yes"],
    ["Bool", "false", "true", "no"],
    ["BinaryEquals", "QmluYXJ5", "QmluYXJ5", "yes"],
    ["IpAddress", "203.0.113.7", "203.0.113.0/24", "yes"],
    ["IpAddress", "203.0.114.7", "203.0.113.0/24", "no"],
    ["IpAddress", "203.0.113.7", "203.0.113.7", "yes"],
    ["NotIpAddress", "203.0.113.7", ["10.0.0.0/8", "203.0.113.0/24"], "no"],
    ["IpAddress", "2001:db8::1", "2001:db8::/32", "yes"],
    ["IpAddress", "2001:db9::1", "2001:db8::/32", "no"],
    ["IpAddress", "203.0.113.7", "2001:db8::/32", "no"],
    ["ArnEquals", "arn:aws:sns:eu-west-1:000000000000:a", "arn:aws:sns:*:000000000000:a", "yes"],
    ["ArnLike", "arn:aws:iam::000000000000:role/a/b", "arn:aws:iam::*:role/*", "yes"],
    ["ArnLike", "arn:aws:iam::000000000000:role/a", "arn:*:role/a:x:y:z", "no"],
    ["ArnNotEquals", "arn:aws:iam::000000000000:policy/a", "arn:aws:iam::000000000000:policy/b", "yes"],
    ["ArnNotLike", "arn:aws:iam::000000000000:policy/a", "arn:aws:iam::000000000000:policy/*", "no"],
  ])("%s %j against %j: %s", (operator, requested, stated, expected) => {
    expect(holds(operator, requested, stated)).toEqual({ truth: expected });
  });

  it.each([
    ["StringEquals", "no"],
    ["StringNotEquals", "yes"],
    ["ArnNotEquals", "yes"],
    ["Bool", "no"],
    ["DateGreaterThanEquals", "no"],
    ["StringEqualsIfExists", "yes"],
    ["BoolIfExists", "yes"],
    ["ForAllValues:StringEquals", "yes"],
    ["ForAnyValue:StringEquals", "no"],
    ["ForAnyValue:StringNotEquals", "no"],
    ["ForAnyValue:StringEqualsIfExists", "yes"],
  ])("%s of a key that the request does not have: %s", (operator, expected) => {
    expect(holds(operator, undefined, "x")).toEqual({ truth: expected });
    // An empty list is AWS's other form of the same.
    expect(holds(operator, [], "x")).toEqual({ truth: expected });
  });

  it.each([
    ["true", undefined, "yes"],
    ["true", "x", "no"],
    ["false", undefined, "no"],
    ["False", "x", "yes"],
  ])("Null %s of %j: %s", (stated, requested, expected) => {
    expect(holds("Null", requested, stated)).toEqual({ truth: expected });
  });

  it.each([
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b", "c"], "yes"],
    ["ForAllValues:StringEquals", ["a", "x"], ["a", "b"], "no"],
    ["ForAllValues:StringNotEquals", ["x", "y"], ["a", "b"], "yes"],
    ["ForAllValues:StringNotEquals", ["x", "a"], ["a", "b"], "no"],
    ["ForAnyValue:StringEquals", ["a", "x"], ["a", "b"], "yes"],
    ["ForAnyValue:StringEquals", ["x"], ["a", "b"], "no"],
    ["ForAnyValue:StringNotEquals", ["a", "x"], ["a", "b"], "yes"],
    ["ForAnyValue:StringLike", ["abc"], ["a*"], "yes"],
  ])("%s %j against %j: %s", (operator, requested, stated, expected) => {
    expect(holds(operator, requested, stated)).toEqual({ truth: expected });
  });

  it.each([
    ["StringIs", "the operator StringIs"],
    ["EachValue:StringEquals", "the operator EachValue:StringEquals"],
    ["NullIfExists", "the operator NullIfExists"],
    ["ForAnyValue:Null", "the operator ForAnyValue:Null"],
    ["", "the operator "],
  ])("never guesses an operator: %j", (operator, unjudged) => {
    expect(holds(operator, "x", "x")).toEqual({ truth: "maybe", unjudged });
  });

  it.each([
    ["NumericLessThan", "ten", "10", 'NumericLessThan of "ten" and "10"'],
    ["DateLessThan", "2027-03-31T00:00:00Z", "next week", 'DateLessThan of "2027-03-31T00:00:00Z" and "next week"'],
    ["Bool", "yes", "true", 'Bool of "yes" and "true"'],
    ["IpAddress", "203.0.113.7", "203.0.113.0/99", 'IpAddress of "203.0.113.7" and "203.0.113.0/99"'],
    ["ArnLike", "arn:aws:iam::000000000000:role/a", "*", 'ArnLike of "arn:aws:iam::000000000000:role/a" and "*"'],
    ["Null", "x", "perhaps", "Null: perhaps"],
    ["DateLessThan", "2027-01-01", `\${aws:CurrentTime}`, "a policy variable with DateLessThan"],
  ])("never guesses values that make no sense: %s %j %j", (operator, requested, stated, unjudged) => {
    expect(holds(operator, requested, stated)).toEqual({ truth: "maybe", unjudged });
  });

  it("does not let one value decide for several without a quantifier", () => {
    expect(holds("StringEquals", ["a", "b"], "a")).toEqual({ truth: "maybe", unjudged: "StringEquals on a key of several values" });
  });

  it("replaces policy variables by the request's values, or by their default", () => {
    const context = closedContext({ "aws:username": "ada", "s3:prefix": "home/ada/x" });
    const prefix = (value: string, version = true) =>
      conditionHolds({ operator: "StringLike", key: "s3:prefix", values: [value] }, context, version).truth;
    expect(prefix(`home/\${aws:username}/*`)).toBe("yes");
    expect(prefix(`home/\${aws:userid}/*`)).toBe("no");
    expect(prefix(`home/\${aws:userid, 'ada'}/*`)).toBe("yes");
    expect(prefix(`home/\${aws:username}/*`, false)).toBe("no");
  });

  describe("of a request that is not wholly known", () => {
    it("is open for every operator", () => {
      fc.assert(
        fc.property(fc.constantFrom(...operatorSpellings()), (operator) => {
          expect(conditionHolds({ operator, key: "aws:x", values: ["true"] }, ANYTHING)).toEqual({ truth: "maybe" });
        }),
      );
    });

    it("is decided where the part that is known decides", () => {
      const context = openContext({ "s3:prefix": "other" });
      const like = (value: string) => conditionHolds({ operator: "StringLike", key: "s3:prefix", values: [value] }, context).truth;
      expect(like(`home/\${aws:username}/*`)).toBe("no");
      expect(like(`\${aws:username}*`)).toBe("maybe");
      expect(conditionHolds({ operator: "StringLike", key: "s3:prefix", values: [`\${aws:username}`, "other"] }, context).truth).toBe(
        "yes",
      );
    });
  });

  it("takes apart every operator with every quantifier and suffix, whatever its case", () => {
    for (const text of operatorSpellings()) {
      expect(parseOperator(text)).toBeDefined();
      expect(parseOperator(text.toLowerCase())).toEqual(parseOperator(text));
    }
    expect(OPERATOR_NAMES).toHaveLength(27);
  });

  it("holds negated exactly where the operator itself does not, for a single value", () => {
    const pairs = OPERATOR_NAMES.filter((name) => /Not/.test(name)).map((name) => [name, name.replace("Not", "")] as const);
    const value = fc.constantFrom(
      "a",
      "A",
      "b",
      "1",
      "2",
      "2027-01-01",
      "10.0.0.1",
      "arn:aws:iam::000000000000:role/a",
      "arn:aws:iam::000000000000:role/*",
    );
    const opposite = { yes: "no", no: "yes", maybe: "maybe" };
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        value,
        fc.array(value, { minLength: 1, maxLength: 3 }),
        ([negated, plain], requested, stated) => {
          expect(holds(negated, requested, stated).truth).toBe(opposite[holds(plain, requested, stated).truth]);
        },
      ),
    );
  });
});
