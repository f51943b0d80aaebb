import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../scripts/engine/port.ts";
import { checkInputs } from "../../../../scripts/engine/provider/check.ts";
import { resourceType } from "../../../../scripts/engine/provider/resources.ts";
import { allowing } from "./provider.ts";

const ROLE = resourceType("aws:iam/role:Role");
const USER = resourceType("aws:iam/user:User");

describe("scripts/engine/provider/check", () => {
  it("fills in what the official plugin fills in, and lists it", () => {
    expect(checkInputs(ROLE, { name: "x", assumeRolePolicy: allowing("s3:*") })).toEqual({
      inputs: {
        __defaults: ["maxSessionDuration", "path"],
        assumeRolePolicy: allowing("s3:*"),
        maxSessionDuration: 3600,
        name: "x",
        path: "/",
      },
      failures: [],
    });
  });

  it("leaves out defaults that are false, and keeps what is stated", () => {
    expect(checkInputs(USER, { name: "x", path: "/apps/", forceDestroy: false }).inputs).toEqual({
      __defaults: [],
      forceDestroy: false,
      name: "x",
      path: "/apps/",
    });
  });

  it("drops nulls and the bookkeeping of earlier runs", () => {
    expect(checkInputs(USER, { name: "x", path: "/", tags: null, __defaults: ["path"], __meta: "{}" }).inputs).toEqual({
      __defaults: [],
      name: "x",
      path: "/",
    });
  });

  it("reports every wrong input at once", () => {
    const inputs = { assumeRolePolicy: "{", maxSessionDuration: 60, path: "x", tags: { a: 1 }, description: 1, forceDetachPolicies: "yes" };
    expect(checkInputs(ROLE, inputs).failures.map(({ property, reason }) => `${property}: ${reason}`)).toEqual([
      expect.stringMatching(/^assumeRolePolicy: expected a policy document in JSON: /),
      "description: expected a text, got a number",
      "forceDetachPolicies: expected a boolean, got a text",
      "maxSessionDuration: expected a whole number from 3600 to 43200, got 60",
      "name: expected a value, got nothing",
      'path: expected a path that begins and ends with "/", got x',
      "tags: expected a map of texts, got a map",
    ]);
  });

  it("names inputs that this provider does not have, whatever their value", () => {
    const { failures } = checkInputs(USER, { name: "x", namePrefix: "y", arn: "z" });
    expect(failures.map(({ property }) => property)).toEqual(["namePrefix", "arn"]);
    expect(failures[0]?.reason).toBe(
      "not supported by the embedded AWS provider for aws:iam/user:User; install the official plugin (pulumi plugin install resource aws)",
    );
  });

  it("judges no value that is not known yet", () => {
    const inputs = { name: UNKNOWN, assumeRolePolicy: UNKNOWN, maxSessionDuration: UNKNOWN, tags: { owner: UNKNOWN } };
    expect(checkInputs(ROLE, inputs).failures).toEqual([]);
  });

  it("takes documents as objects and stores them as text", () => {
    const document = { Version: "2012-10-17", Statement: [] };
    expect(checkInputs(ROLE, { name: "x", assumeRolePolicy: document }).inputs.assumeRolePolicy).toBe(JSON.stringify(document));
    expect(checkInputs(ROLE, { name: "x", assumeRolePolicy: "[]" }).failures).toEqual([
      { property: "assumeRolePolicy", reason: "expected a JSON object, got other JSON" },
    ]);
  });
});
