import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../scripts/engine/port.ts";
import { checkInputs } from "../../../../scripts/engine/provider/check.ts";
import { diffResource, withoutIgnored } from "../../../../scripts/engine/provider/diff.ts";
import { resourceType } from "../../../../scripts/engine/provider/resources.ts";
import type { Properties } from "../../../../scripts/engine/provider/value.ts";
import { allowing } from "./provider.ts";

const USER = resourceType("aws:iam/user:User");
const ROLE = resourceType("aws:iam/role:Role");
const POLICY = resourceType("aws:iam/policy:Policy");
const SECRET = resourceType("aws:secretsmanager/secret:Secret");
const VERSION = resourceType("aws:secretsmanager/secretVersion:SecretVersion");

describe("scripts/engine/provider/diff", () => {
  function paths(token: typeof USER, olds: Properties, news: Properties, ignored: string[] = []): Record<string, string> {
    const { differences } = diffResource(token, olds, checkInputs(token, news).inputs, ignored);
    return Object.fromEntries(differences.map(({ path, kind, replace }) => [path, replace ? `${kind} replace` : kind]));
  }

  it("finds nothing in what the official plugin recorded of the same inputs", () => {
    // As the official plugin writes it: empty values spelled out, its own bookkeeping, outputs that this provider leaves out.
    const olds = {
      __meta: '{"schema_version":"1"}',
      __pulumi_raw_state_delta: { obj: { ps: {} } },
      arn: "arn:aws:iam::111122223333:role/x",
      assumeRolePolicy:
        '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}],"Version":"2012-10-17"}',
      createDate: "2026-01-01T00:00:00Z",
      description: "",
      forceDetachPolicies: false,
      id: "x",
      inlinePolicies: [],
      managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      maxSessionDuration: 3600,
      name: "x",
      namePrefix: "",
      path: "/",
      permissionsBoundary: null,
      tags: {},
      tagsAll: { given: "by default tags" },
      uniqueId: "AROA1",
    };
    const assumeRolePolicy =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]},"Action":["sts:AssumeRole"]}}';
    expect(paths(ROLE, olds, { name: "x", assumeRolePolicy })).toEqual({});
  });

  it("finds nothing against outputs in which defaults were never written", () => {
    expect(paths(USER, { name: "x" }, { name: "x" })).toEqual({});
    expect(paths(SECRET, { name: "x" }, { name: "x" })).toEqual({});
  });

  it("shows tags one by one, with Pulumi's property paths, and leaves AWS's own alone", () => {
    const olds = { name: "x", tags: { same: "1", changed: "1", "gone-by": "1", "aws:cloudformation:stack": "s" } };
    expect(paths(USER, olds, { name: "x", tags: { same: "1", changed: "2", "odd.key": "1", empty: "" } })).toEqual({
      "tags.changed": "update",
      'tags["gone-by"]': "delete",
      'tags["odd.key"]': "add",
      "tags.empty": "add",
    });
  });

  it("tells added, changed and removed properties apart, and which need another resource", () => {
    const olds = { name: "x", path: "/", description: "d", policy: allowing("s3:*") };
    expect(paths(POLICY, olds, { name: "y", policy: allowing("s3:Get*"), tags: { a: "b" } })).toEqual({
      description: "delete replace",
      name: "update replace",
      policy: "update",
      "tags.a": "add",
    });
  });

  it("takes a value that is not known yet for a difference", () => {
    expect(paths(SECRET, { name: "x" }, { name: UNKNOWN })).toEqual({ name: "update replace" });
    expect(paths(USER, { name: "x", tags: { a: "b" } }, { name: "x", tags: UNKNOWN })).toEqual({ tags: "update" });
    expect(paths(USER, { name: "x", tags: { a: "b" } }, { name: "x", tags: { a: UNKNOWN } })).toEqual({ "tags.a": "update" });
  });

  it("leaves to AWS what AWS chooses", () => {
    const olds = { secretId: "s", secretString: "v", versionStages: ["AWSPREVIOUS"] };
    expect(paths(VERSION, olds, { secretId: "s", secretString: "v" })).toEqual({});
    expect(paths(VERSION, olds, { secretId: "s", secretString: "v", versionStages: ["AWSCURRENT"] })).toEqual({ versionStages: "update" });
    const profile = resourceType("aws:iam/userLoginProfile:UserLoginProfile");
    expect(paths(profile, { user: "x", passwordResetRequired: true }, { user: "x" })).toEqual({});
    expect(paths(profile, { user: "x", passwordResetRequired: true }, { user: "x", passwordResetRequired: false })).toEqual({
      passwordResetRequired: "delete replace",
    });
  });

  it("passes over what is ignored, whole properties and single tags", () => {
    const olds = { name: "x", path: "/a/", tags: { a: "1", b: "1", gone: "1" } };
    const news = { name: "x", path: "/b/", tags: { a: "2", b: "2" } };
    expect(paths(USER, olds, news, ["path", "tags.b", 'tags["gone"]'])).toEqual({ "tags.a": "update" });
    expect(paths(USER, olds, news, ["tags", "path"])).toEqual({});
    expect(paths(USER, olds, news, ["tags.*"])).toEqual({ path: "update" });
    expect(withoutIgnored(USER, olds, news, ["path", "tags.b", "tags.gone"])).toEqual({
      name: "x",
      path: "/a/",
      tags: { a: "2", b: "1", gone: "1" },
    });
  });

  it("names what stays the same and what has to go first", () => {
    const answer = diffResource(POLICY, { name: "x", path: "/a/" }, { name: "x", path: "/b/" }, []);
    expect(answer).toMatchObject({ replaces: ["path"], stables: ["description", "name"], deleteBeforeReplace: true });
    expect(diffResource(POLICY, { name: "x" }, { name: "x" }, []).deleteBeforeReplace).toBe(false);
  });
});
