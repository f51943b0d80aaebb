import type { ServiceError } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import { type ServedProvider, serveProvider } from "../../../../scripts/engine/provider/serve.ts";
import { openEngine, type TestEngine, unfinished } from "./engine.ts";
import { SHORT } from "./provider.ts";
import { type ScriptedAws, type ScriptedReply, type ScriptedRequest, startScriptedAws } from "./scripted-aws.ts";

const USER = "aws:iam/user:User";
const KEY = "aws:iam/accessKey:AccessKey";

/** Against an AWS that does what the emulator cannot: renames, late visibility, expired sessions, lost answers. */
describe("scripts/engine/provider/operations", () => {
  const closers: (() => unknown)[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function against(
    reply: (request: ScriptedRequest, nth: number) => ScriptedReply,
  ): Promise<{ aws: ScriptedAws; engine: TestEngine }> {
    const counts = new Map<string, number>();
    const aws = await startScriptedAws((request) => {
      const nth = (counts.get(request.action) ?? 0) + 1;
      counts.set(request.action, nth);
      return reply(request, nth);
    });
    Object.assign(process.env, aws.environment);
    const provider: ServedProvider = await serveProvider({ limits: SHORT });
    const engine = await openEngine(provider.port);
    await engine.configure({ region: "us-east-1" });
    closers.push(
      () => aws.close(),
      () => provider.close(),
      () => engine.close(),
    );
    return { aws, engine };
  }

  function userXml(name: string, path = "/"): ScriptedReply {
    const arn = `arn:aws:iam::111122223333:user${path}${name}`;
    return { result: `<User><UserName>${name}</UserName><UserId>AIDA1</UserId><Path>${path}</Path><Arn>${arn}</Arn></User>` };
  }

  function actions(aws: ScriptedAws): string[] {
    return aws.requests.map(({ action }) => action);
  }

  const MISSING: ScriptedReply = { status: 404, code: "NoSuchEntity", message: "not found" };

  it("renames and moves a user in place, and finds it by its new name from then on", async () => {
    const { aws, engine } = await against(({ action }) => (action === "GetUser" ? userXml("new", "/moved/") : {}));
    const old = {
      id: "old",
      inputs: { name: "old", path: "/" },
      outputs: { id: "old", name: "old", path: "/", arn: "a", uniqueId: "AIDA1" },
    };
    expect(await engine.diff(USER, old.outputs, { name: "new", path: "/moved/" })).toMatchObject({
      detailed: { name: "UPDATE", path: "UPDATE" },
      replaces: [],
    });
    const changed = await engine.change(USER, old, { name: "new", path: "/moved/" });
    expect(aws.requests[0]).toMatchObject({
      action: "UpdateUser",
      parameters: { UserName: "old", NewUserName: "new", NewPath: "/moved/" },
    });
    expect(changed.outputs).toMatchObject({ name: "new", path: "/moved/", arn: "arn:aws:iam::111122223333:user/moved/new" });
    expect((await engine.read(USER, "old", changed))?.id).toBe("new");
    expect(aws.requests.at(-1)?.parameters.UserName).toBe("new");
  });

  it("waits until a new user is visible", async () => {
    const { aws, engine } = await against(({ action }, nth) => (action === "GetUser" && nth < 3 ? MISSING : userXml("late")));
    expect((await engine.make(USER, { name: "late" })).outputs.arn).toBe("arn:aws:iam::111122223333:user/late");
    expect(actions(aws)).toEqual(["CreateUser", "GetUser", "GetUser", "GetUser"]);
  });

  it("records a user that was made but never became visible", async () => {
    const { engine } = await against(({ action }) => (action === "GetUser" ? MISSING : userXml("lost")));
    const error = (await engine.make(USER, { name: "lost", tags: { a: "b" } }).catch((cause) => cause)) as ServiceError;
    expect(error.details).toContain("creating user lost: it was created (lost), but then: AWS accepted it, but");
    expect(unfinished(error)).toMatchObject({ id: "lost", outputs: { id: "lost", forceDestroy: false } });
  });

  it("waits for a boundary that IAM does not know yet, and trusts what it wrote over a stale answer", async () => {
    const boundary = "arn:aws:iam::111122223333:policy/tenure/until";
    const { aws, engine } = await against(({ action }, nth) => (action === "CreateUser" && nth === 1 ? MISSING : userXml("bounded")));
    const { outputs } = await engine.make(USER, { name: "bounded", permissionsBoundary: boundary, tags: { a: "b" } });
    expect(outputs).toMatchObject({ permissionsBoundary: boundary, tags: { a: "b" }, tagsAll: { a: "b" } });
    expect(aws.requests[1]?.parameters).toMatchObject({
      PermissionsBoundary: boundary,
      "Tags.member.1.Key": "a",
      "Tags.member.1.Value": "b",
    });
    expect(actions(aws)).toEqual(["CreateUser", "CreateUser", "GetUser"]);
  });

  it("ignores tags that AWS itself sets", async () => {
    const tags =
      "<Tags><member><Key>aws:cloudformation:stack-name</Key><Value>x</Value></member><member><Key>a</Key><Value>b</Value></member></Tags>";
    const xml = (userXml("tagged") as { result: string }).result.replace("</User>", `${tags}</User>`);
    const { engine } = await against(() => ({ result: xml }));
    const refreshed = (await engine.read(USER, "tagged"))!;
    expect(refreshed.outputs.tags).toEqual({ a: "b" });
  });

  it("tries again when somebody else is changing the same thing, and when AWS throttles", async () => {
    const { aws, engine } = await against(({ action }, nth) => {
      if (action !== "TagUser") return userXml("busy");
      if (nth === 1) return { status: 409, code: "ConcurrentModification", message: "try again" };
      if (nth === 2) return { status: 400, code: "Throttling", message: "Rate exceeded" };
      return {};
    });
    const old = { id: "busy", inputs: {}, outputs: { name: "busy", path: "/" } };
    await engine.change(USER, old, { name: "busy", tags: { a: "b" } });
    expect(actions(aws)).toEqual(["TagUser", "TagUser", "TagUser", "GetUser"]);
  });

  it("says that a session has expired", async () => {
    const { engine } = await against(() => ({
      status: 403,
      code: "ExpiredToken",
      message: "The security token included in the request is expired",
    }));
    await expect(engine.read(USER, "x")).rejects.toThrow(
      "reading user x: GetUser: the AWS session has expired: sign in again (ExpiredToken)",
    );
  });

  it("never takes a refusal for an absence", async () => {
    const { engine } = await against(() => ({ status: 403, code: "AccessDenied", message: "not authorized to perform iam:GetUser" }));
    await expect(engine.read(USER, "x")).rejects.toThrow(
      "reading user x: GetUser was refused by AWS: AccessDenied: not authorized to perform iam:GetUser",
    );
  });

  it("makes a key once even if the answer is lost, since the lost one would work", async () => {
    const { aws, engine } = await against(() => "cut");
    await expect(engine.make(KEY, { user: "x" })).rejects.toThrow("creating access key records/x: CreateAccessKey did not reach AWS");
    expect(actions(aws)).toEqual(["CreateAccessKey"]);
  });

  it("records a key that could not be set inactive, and sets it in the next run", async () => {
    const key = "<UserName>x</UserName><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status>";
    const { aws, engine } = await against(({ action }, nth) => {
      if (action === "CreateAccessKey") return { result: `<AccessKey>${key}<SecretAccessKey>s3cret</SecretAccessKey></AccessKey>` };
      if (action === "UpdateAccessKey" && nth === 1) return { status: 403, code: "AccessDenied", message: "no" };
      return { result: `<AccessKeyMetadata><member>${key}</member></AccessKeyMetadata><IsTruncated>false</IsTruncated>` };
    });
    const error = (await engine.make(KEY, { user: "x", status: "Inactive" }).catch((cause) => cause)) as ServiceError;
    expect(error.details).not.toContain("s3cret");
    const half = unfinished(error)!;
    expect(half).toMatchObject({ id: "AKIA1", outputs: { status: "Active", user: "x", secret: { secret: "s3cret" } } });
    await engine.change(KEY, { ...half, inputs: {} }, { user: "x", status: "Inactive" });
    expect(aws.requests.filter(({ action }) => action === "UpdateAccessKey").map(({ parameters }) => parameters.Status)).toEqual([
      "Inactive",
      "Inactive",
    ]);
  });

  it("ends waiting when it is cancelled", async () => {
    const { engine } = await against(({ action }) => (action === "GetUser" ? MISSING : userXml("slow")));
    const making = engine.make(USER, { name: "slow" });
    making.catch(() => {});
    await engine.cancel();
    await expect(making).rejects.toThrow("cancelled while waiting for AWS");
  });

  it("removes the user of every page of its groups", async () => {
    const page = (group: string, marker: string) =>
      `<Groups><member><GroupName>${group}</GroupName></member></Groups>${marker === "" ? "<IsTruncated>false</IsTruncated>" : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`}`;
    const { aws, engine } = await against(({ action, parameters }) => {
      if (action !== "ListGroupsForUser") return {};
      return { result: parameters.Marker === "m" ? page("second", "") : page("first", "m") };
    });
    await engine.remove(USER, { id: "x", inputs: {}, outputs: { name: "x" } });
    expect(aws.requests.filter(({ action }) => action === "RemoveUserFromGroup").map(({ parameters }) => parameters.GroupName)).toEqual([
      "first",
      "second",
    ]);
    expect(actions(aws).at(-1)).toBe("DeleteUser");
  });

  it("takes an answer without its list for an error and not for an empty list", async () => {
    const { engine } = await against(() => ({}));
    const removing = engine.remove(USER, { id: "x", inputs: {}, outputs: { name: "x" } });
    await expect(removing).rejects.toThrow("deleting user x: AWS answered without the list that was asked for");
  });

  it("removes every credential first with forceDestroy", async () => {
    const { aws, engine } = await against(({ action }) => {
      const lists: Record<string, string> = {
        ListGroupsForUser: "<Groups/>",
        ListAccessKeys: "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId></member></AccessKeyMetadata>",
        ListSSHPublicKeys: "<SSHPublicKeys><member><SSHPublicKeyId>APKA1</SSHPublicKeyId></member></SSHPublicKeys>",
        ListMFADevices: "<MFADevices><member><SerialNumber>arn:aws:iam::1:mfa/x</SerialNumber></member></MFADevices>",
        ListSigningCertificates: "<Certificates><member><CertificateId>C1</CertificateId></member></Certificates>",
        ListServiceSpecificCredentials:
          "<ServiceSpecificCredentials><member><ServiceSpecificCredentialId>ACCA1</ServiceSpecificCredentialId></member></ServiceSpecificCredentials>",
      };
      return { result: lists[action] ?? "" };
    });
    await engine.remove(USER, { id: "x", inputs: {}, outputs: { name: "x", forceDestroy: true } });
    expect(actions(aws).filter((action) => /^De/.test(action))).toEqual([
      "DeleteAccessKey",
      "DeleteSSHPublicKey",
      "DeactivateMFADevice",
      "DeleteSigningCertificate",
      "DeleteServiceSpecificCredential",
      "DeleteLoginProfile",
      "DeleteUser",
    ]);
  });
});
