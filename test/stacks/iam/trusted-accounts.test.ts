import { describe, expect, it } from "vitest";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { trustedAccounts } from "../../../stacks/iam/trusted-accounts.ts";

const trusted = (statement: object) =>
  parseDocument({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }] }).statements.flatMap(
    trustedAccounts,
  );
const A = "999988887777";

describe("stacks/iam/trusted-accounts", () => {
  it.each([
    [{ Principal: { AWS: A } }, [A]],
    [{ Principal: { AWS: [A, `arn:aws:iam::${A}:root`, "arn:aws-cn:iam::123456789012:role/x"] } }, [A, "123456789012"]],
    [{ Principal: { AWS: "AROAEXAMPLEOFADELETEDROLE" } }, []],
    [{ Principal: { Service: "lambda.amazonaws.com" } }, []],
    [{ Principal: "*" }, []],
    [{ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": A } } }, [A]],
    [{ Principal: "*", Condition: { ArnLike: { "AWS:PrincipalArn": `arn:aws:iam::${A}:role/*` } } }, [A]],
    [{ Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalAccount": A } } }, []],
    [{ Principal: { AWS: "123456789012" }, Condition: { StringEquals: { "aws:PrincipalAccount": A } } }, ["123456789012"]],
    [{ Effect: "Deny", Principal: { AWS: A } }, []],
  ])("of %j are %j", (statement, accounts) => {
    expect(trusted(statement)).toEqual(accounts);
  });
});
